import { defineOptions } from "../../ground/index.ts";
import { loadRunOptions } from "../../run/index.ts";
import { webOptions } from "../../web/index.ts";
import { baselineOf } from "../baseline.ts";
import { defineCommand } from "../command.ts";
import { loadTestHere } from "../load-test.ts";
import { loadOnPage } from "../page-session.ts";
import { runningStack } from "../running-stack.ts";
import { testOf } from "../test-file-argument.ts";

const options = defineOptions({ ...loadRunOptions, ...webOptions });

export const command = defineCommand({
  name: "load",
  arguments: [
    {
      name: "file",
      help: "load test in TypeScript or JavaScript (default: the built-in one)",
      optional: true,
      isFile: true,
    },
  ],
  options,
  examples: [
    "pickup load",
    "pickup load --headless --users 50 --spawn-rate 10 --run-time 2m",
    "pickup load my-test.ts --headless -H http://127.0.0.1:8080 -u 200 -r 20 -t 5m --threshold 'p99<300ms'",
  ],
  async run({ world, args, resolve, given }) {
    const named = await testOf(args[0], world.folder);
    const resolved = resolve(named.test.options ?? {});
    const baseline = await baselineOf(resolved.values, world.folder);
    const request = { world, named, options: resolved, baseline, stack: runningStack(world.folder) };
    if (!resolved.values.headless) {
      return loadOnPage({ ...request, web: resolved.values, typed: given(named.test.options ?? {}) });
    }
    return loadTestHere(request);
  },
});
