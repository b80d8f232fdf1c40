import { defineOptions, optionType } from "../../ground/index.ts";
import { tryRunOptions } from "../../run/index.ts";
import { defineCommand } from "../command.ts";
import { tryHere } from "../one-user.ts";
import { runningStack } from "../running-stack.ts";
import { testOf } from "../test-file-argument.ts";
import { tryOnEveryChange } from "../try-on-every-change.ts";

const options = defineOptions({
  ...tryRunOptions,
  userId: { type: optionType.text, help: "who is played (default: the first user)" },
  task: { type: optionType.text, help: "the only task, or group of tasks, to run (default: all, in their order)" },
  watch: {
    type: optionType.flag,
    default: false,
    help: "try again whenever the test file, what it imports from here, or the config changes",
  },
});

export const command = defineCommand({
  name: "try",
  arguments: [
    { name: "file", help: "load test that is tried (default: the built-in one)", optional: true, isFile: true },
  ],
  options,
  examples: [
    "pickup try                                             # the first user of config.json, against `pickup local`",
    "pickup try my-test.ts --task login -H http://127.0.0.1:8080",
    "pickup try my-test.ts --watch                          # again at every change",
  ],
  async run({ world, args, resolve }) {
    const { watch, config } = resolve().values;
    if (watch) return tryOnEveryChange(world, [...args, config]);
    const named = await testOf(args[0], world.folder);
    const given = Object.entries(named.test.options ?? {}).filter(([key]) => key in tryRunOptions);
    const resolved = resolve(Object.fromEntries(given));
    const { userId = null, task = null } = resolved.values;
    return tryHere({ world, named, options: resolved, userId, task, stack: runningStack(world.folder) });
  },
});
