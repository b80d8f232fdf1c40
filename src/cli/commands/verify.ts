import { verifyRunOptions } from "../../run/index.ts";
import { defineCommand } from "../command.ts";
import { runningStack } from "../running-stack.ts";
import { testOf } from "../test-file-argument.ts";
import { verifyHere } from "../verification.ts";

export const command = defineCommand({
  name: "verify",
  arguments: [{ name: "file", help: "load test whose requests are made (default: the built-in one)", optional: true }],
  options: verifyRunOptions,
  examples: ["pickup verify", "pickup verify --sample 100 --cut-off-days 30"],
  async run({ world, args, resolve }) {
    const named = await testOf(args[0], world.folder);
    const given = Object.entries(named.test.options ?? {}).filter(([key]) => key in verifyRunOptions);
    const options = resolve(Object.fromEntries(given));
    const stack = runningStack(world.folder);
    const { verdict } = await verifyHere({ world, named, options, stack });
    return verdict.exitCode;
  },
});
