import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeliverPolicy, DiscardPolicy, StorageType } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { ObjectStore } from "@nats-io/obj";
import { formatBytes, KitError } from "../../ground/index.ts";
import type { Hub } from "./hub.ts";
import { decode, namesOf } from "./wire.ts";

/** What belongs to one run on the NATS server: the stream of its messages, the leases, the files that travel. */
export interface RunSpace {
  readonly names: ReturnType<typeof namesOf>;
  readonly leases: KV;
  readonly files: ObjectStore;
}

/** The object that holds the input of the job. */
export const inputFile = "input";
/** The object that holds what another coordinator must know to take the run over. */
export const memoFile = "memo";

/** What nobody removed is gone after so long. */
const lifeMs = 24 * 3600 * 1000;
const nanosPerMs = 1e6;
/** How long one question for messages lasts. A server that was away has forgotten it, which shows after as long. */
const pullMs = 3000;
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
    throw noRoom("the run", cause);
  }
}

/** Stores an object of the run. Throws `PICKUP_NATS_SPACE`. */
export async function storeFile({ files }: RunSpace, name: string, bytes: Uint8Array): Promise<void> {
  await files.putBlob({ name }, bytes).catch((cause: unknown) => {
    throw noRoom(`${name}, ${formatBytes(bytes.length)}`, cause);
  });
}

function noRoom(what: string, cause: unknown): KitError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new KitError("PICKUP_NATS_SPACE", `the NATS server makes no room for ${what}: ${said}`, {
    hint: "Lower --nats-max-bytes, or raise the JetStream limits of the server or account.",
    cause,
  });
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
  take: (bytes: Uint8Array, subject: string, sequence: number) => void,
): Promise<{ close(): Promise<void | Error> }> {
  const consumer = await hub.streams.consumers.get(names.stream, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.All,
  });
  return consumer.consume({ expires: pullMs, callback: (message) => take(message.data, message.subject, message.seq) });
}

/** The messages of a subject that are there now, in order. */
export async function* readStored(
  hub: Hub,
  { names }: RunSpace,
  subject: string,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly subject: string }> {
  const { state } = await hub.manager.streams.info(names.stream, { subjects_filter: subject });
  if (Object.keys(state.subjects ?? {}).length === 0) return;
  const consumer = await hub.streams.consumers.get(names.stream, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.All,
  });
  const messages = await consumer.consume();
  for await (const message of messages) {
    yield { bytes: message.data, subject: message.subject };
    if (message.info.pending === 0) break;
  }
  await messages.close();
}

/** Fetches the files that the run's machines need into a folder, readable for its owner only. */
export async function fetchFiles({ files }: RunSpace, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const { name } of await files.list()) {
    if (name === inputFile || name === memoFile) continue;
    const bytes = await files.getBlob(name);
    if (bytes !== null) await writeFile(join(folder, name), bytes, { mode: 0o600 });
  }
  return folder;
}

/** An object of the run, decoded; undefined: there is none. */
export async function storedObject({ files }: RunSpace, name: string): Promise<unknown> {
  const bytes = await files.getBlob(name);
  return bytes === null ? undefined : decode(bytes);
}

async function storesOf(hub: Hub, names: ReturnType<typeof namesOf>) {
  const ttl = lifeMs;
  const leases = await hub.keys.create(names.leases, { ttl, history: 1 });
  const files = await hub.objects.create(names.files, { ttl: ttl * nanosPerMs });
  return { leases, files };
}
