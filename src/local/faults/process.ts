// The entry of a fault proxy's own process.
import { serveStack } from "../serve-stack.ts";
import { startFaultProxy } from "./proxies.ts";

serveStack(startFaultProxy);
