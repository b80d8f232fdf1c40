import { registerHooks } from "node:module";
import { moduleBeside } from "../ground/index.ts";

/**
 * From now on `import "pickup-load-test"`, in a test file anywhere on this machine, means the running kit and not an
 * installed copy, in this thread.
 */
export function resolveOwnName(): void {
  const { href } = moduleBeside(import.meta.url, "../index");
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "pickup-load-test" ? { url: href, shortCircuit: true } : next(specifier, context),
  });
}
