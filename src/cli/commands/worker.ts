import { availableParallelism, hostname } from "node:os";
import { resolve as resolvePath } from "node:path";
import { defineOptions, exitCodes, KitError, optionType } from "../../ground/index.ts";
import { workOnThisMachine } from "../../run/index.ts";
import { natsOptions, natsSettingsOf, shownNats, swarmOptions } from "../../swarm/index.ts";
import { defineCommand } from "../command.ts";
import { versionOfKit } from "../version.ts";
import { say } from "../world.ts";

const options = defineOptions({
  ...natsOptions,
  ...swarmOptions,
  name: { type: optionType.text, help: "how results call this machine (default: its host name)" },
  stateDir: {
    type: optionType.text,
    default: ".pickup/worker",
    help: "folder that keeps what was counted until the coordinator has it; survives a crash of this machine",
  },
});

export const command = defineCommand({
  name: "worker",
  options,
  examples: [
    "pickup worker --nats nats://nats.example.test:4222",
    "pickup worker --nats tls://nats.example.test --nats-creds account.creds --workers 4",
  ],
  async run({ world, resolve }) {
    const { values } = resolve();
    const settings = await natsSettingsOf(values, world.folder);
    if (settings === null) throw noServer();
    say(world, `NATS: ${shownNats(settings)}`);
    await workOnThisMachine({
      settings,
      name: (values.name ?? hostname()).replaceAll(/[^\w-]/g, "-"),
      version: versionOfKit(),
      threads: values.workers ?? availableParallelism(),
      stateFolder: resolvePath(world.folder, values.stateDir),
      clock: world.clock,
      interrupted: world.interrupted,
      notice: (text) => say(world, text),
    });
    return exitCodes.passed;
  },
});

function noServer(): KitError {
  return new KitError("PICKUP_NATS_MISSING", "no NATS server is named", {
    hint: "Name the server that the coordinator uses too: pickup worker --nats nats://host:4222.",
  });
}
