// What a worker thread begins with: what is imported before the cache is switched on would be compiled anew.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./worker-jobs.ts");
