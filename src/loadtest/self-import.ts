import { type ResolveFnOutput, registerHooks } from "node:module";
import { moduleBeside } from "../ground/index.ts";

/**
 * From now on `import "pickup-load-test"`, in a test file anywhere on this machine, means the running kit and not an
 * installed copy, in this thread. A `.ts` file is a module wherever it stands, as TypeScript's own syntax has it.
 */
export function resolveOwnName(): void {
  const { href } = moduleBeside(import.meta.url, "../index");
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "pickup-load-test" ? { url: href, shortCircuit: true } : asModule(next(specifier, context)),
  });
}

/** `npm init` writes `"type": "commonjs"`, with which Node would refuse the `import` lines of a test file. */
function asModule(found: ResolveFnOutput): ResolveFnOutput {
  const isRefused = found.format === "commonjs-typescript" && found.url.endsWith(".ts");
  return isRefused ? { ...found, format: "module-typescript" } : found;
}
