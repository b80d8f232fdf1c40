import { KitError } from "../../ground/index.ts";
import { connectHub } from "./hub.ts";
import type { NatsSettings } from "./nats-settings.ts";
import { fetchFiles, inputFile, memoFile, openRunSpace, storedObject } from "./run-space.ts";

/** What a run left on the NATS server for whoever leads it from now on. */
export interface LeftRun {
  /** As its first coordinator stored it. */
  readonly memo: unknown;
  /** The input of the job, as it was sent. */
  readonly input: unknown;
}

/**
 * Reads what is known of a run, and fetches its files into a folder. Throws `PICKUP_NATS_NO_RUN`, and
 * `PICKUP_RUN_NOT_BEGUN` (exit code 2) when no machine was given work before its coordinator ended.
 */
export async function leftRun(settings: NatsSettings, runId: string, folder: string): Promise<LeftRun> {
  const hub = await connectHub(settings, `pickup load ${runId}`);
  try {
    const space = await openRunSpace(hub, runId);
    const memo = await storedObject(space, memoFile);
    const input = await storedObject(space, inputFile);
    if (memo === undefined || input === undefined) throw notBegun(runId);
    await fetchFiles(space, folder);
    return { memo, input };
  } finally {
    await hub.connection.close();
  }
}

function notBegun(runId: string): KitError {
  return new KitError("PICKUP_RUN_NOT_BEGUN", `run ${runId} had given no work to its machines`, {
    hint: "There is nothing to go on with: start the load anew.",
  });
}
