import { DeliverPolicy, DiscardPolicy, StorageType } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { ObjectStore } from "@nats-io/obj";
import { KitError } from "../../ground/index.ts";
import type { Hub } from "./hub.ts";
import { namesOf } from "./wire.ts";

/** What belongs to one run on the NATS server: the stream of its messages, the leases, the files that travel. */
export interface RunSpace {
  readonly names: ReturnType<typeof namesOf>;
  readonly leases: KV;
  readonly files: ObjectStore;
}

/** What nobody removed is gone after so long. */
const lifeMs = 24 * 3600 * 1000;
const nanosPerMs = 1e6;
/** The server tells doubles within this time; the receivers tell them always. */
const duplicateWindowMs = 120_000;

/** Makes the space of a new run. Throws `PICKUP_NATS_SPACE` when the server has no room for it. */
export async function makeRunSpace(hub: Hub, runId: string, maxBytes: number): Promise<RunSpace> {
  const names = namesOf(runId);
  try {
    await hub.manager.streams.add({
      name: names.stream,
      subjects: names.subjects,
      storage: StorageType.File,
      max_bytes: maxBytes,
      max_age: lifeMs * nanosPerMs,
      duplicate_window: duplicateWindowMs * nanosPerMs,
      discard: DiscardPolicy.New,
    });
    return { names, ...(await storesOf(hub, names)) };
  } catch (cause) {
    throw new KitError("PICKUP_NATS_SPACE", `the NATS server makes no room for the run: ${(cause as Error).message}`, {
      hint: "Lower --nats-max-bytes, or raise the JetStream limits of the server or account.",
      cause,
    });
  }
}

/** The space of a run that is there already. Throws `PICKUP_NATS_NO_RUN` (exit code 2). */
export async function openRunSpace(hub: Hub, runId: string): Promise<RunSpace> {
  const names = namesOf(runId);
  try {
    await hub.manager.streams.info(names.stream);
  } catch (cause) {
    throw new KitError("PICKUP_NATS_NO_RUN", `the NATS server knows no run ${runId}`, {
      hint: "Check the run's id and --nats; what a run leaves there is kept for a day.",
      cause,
    });
  }
  return { names, ...(await storesOf(hub, names)) };
}

/** Removes everything of the run from the server. */
export async function removeRunSpace(hub: Hub, { names, leases, files }: RunSpace): Promise<void> {
  await hub.manager.streams.delete(names.stream);
  await leases.destroy();
  await files.destroy();
}

/** All messages of a subject from the first one on, in order, and those that come. */
export async function readFromStart(
  hub: Hub,
  { names }: RunSpace,
  subject: string,
  take: (bytes: Uint8Array, subject: string) => void,
): Promise<{ close(): Promise<void | Error> }> {
  const consumer = await hub.streams.consumers.get(names.stream, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.All,
  });
  return consumer.consume({ callback: (message) => take(message.data, message.subject) });
}

async function storesOf(hub: Hub, names: ReturnType<typeof namesOf>) {
  const ttl = lifeMs;
  const leases = await hub.keys.create(names.leases, { ttl, history: 1 });
  const files = await hub.objects.create(names.files, { ttl: ttl * nanosPerMs });
  return { leases, files };
}
