export { importText, type Imported } from "./import-text.ts";
export { importOptions } from "./options.ts";
export type { ImportChoices } from "./reading.ts";
