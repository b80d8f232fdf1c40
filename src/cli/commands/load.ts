import { loadRunOptions } from "../../run/index.ts";
import { defineCommand } from "../command.ts";
import { loadTestHere } from "../load-test.ts";
import { runningStack } from "../running-stack.ts";
import { testOf } from "../test-file-argument.ts";

export const command = defineCommand({
  name: "load",
  arguments: [
    { name: "file", help: "load test in TypeScript or JavaScript (default: the built-in one)", optional: true },
  ],
  options: loadRunOptions,
  examples: [
    "pickup load --users 50 --spawn-rate 10 --run-time 2m",
    "pickup load my-test.ts -H http://127.0.0.1:8080 -u 200 -r 20 -t 5m --threshold 'p99<300ms'",
  ],
  async run({ world, args, resolve }) {
    const named = await testOf(args[0], world.folder);
    const options = resolve(named.test.options ?? {});
    const stack = runningStack(world.folder);
    const { verdict } = await loadTestHere({ world, named, options, stack });
    return verdict.exitCode;
  },
});
