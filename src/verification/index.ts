export { verificationOptions } from "./options.ts";
