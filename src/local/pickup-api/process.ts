// The entry of the reference API's own process.
import { serveStack } from "../serve-stack.ts";
import { startApi } from "./api.ts";

serveStack(startApi);
