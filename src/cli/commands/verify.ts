import { dynamodbOptions } from "../../dynamodb/index.ts";
import { defineOptions, optionType } from "../../ground/index.ts";
import { resultsOptions } from "../../results/index.ts";
import { verifyRunOptions } from "../../run/index.ts";
import { auditHere } from "../audit.ts";
import { defineCommand } from "../command.ts";
import { runningStack } from "../running-stack.ts";
import { testOf } from "../test-file-argument.ts";
import { verifyHere } from "../verification.ts";

const options = defineOptions({
  ...verifyRunOptions,
  ...dynamodbOptions,
  runs: resultsOptions.runs,
  audit: {
    type: optionType.text,
    help: "hold the table against the ledger of a run (an id, or latest), instead of asking the API: lost writes, phantoms, doubts",
  },
});

export const command = defineCommand({
  name: "verify",
  arguments: [
    {
      name: "file",
      help: "load test whose requests are made (default: the built-in one)",
      optional: true,
      isFile: true,
    },
  ],
  options,
  examples: ["pickup verify", "pickup verify --sample 100 --cut-off-days 30", "pickup verify --audit latest"],
  async run({ world, args, resolve }) {
    const named = await testOf(args[0], world.folder);
    const given = Object.entries(named.test.options ?? {}).filter(([key]) => key in verifyRunOptions);
    const resolved = resolve(Object.fromEntries(given));
    const { audit } = resolved.values;
    if (audit !== undefined) return auditHere(world, audit, resolved.values);
    const stack = runningStack(world.folder);
    return verifyHere({ world, named, options: resolved, stack });
  },
});
