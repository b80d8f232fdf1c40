import { type Clock, KitError } from "../../ground/index.ts";
import type { Hub } from "./hub.ts";
import type { RunSpace } from "./run-space.ts";
import { decode } from "./wire.ts";

const questions = 7;
const answerMs = 2000;

/**
 * What to add to a time of the coordinator's clock to get that of this machine, in milliseconds. The answer that took the
 * shortest way is believed: it is wrong by half of that way at most (Cristian's algorithm).
 */
export async function clockOffset({ connection }: Hub, { names }: RunSpace, clock: Clock): Promise<number> {
  let best: { wayMs: number; offsetMs: number } | undefined;
  for (let question = 0; question < questions; question++) {
    const askedMs = clock.now();
    const answer = await connection.request(names.clock, new Uint8Array(), { timeout: answerMs }).catch(() => null);
    if (answer === null) continue;
    const nowMs = clock.now();
    const wayMs = nowMs - askedMs;
    const offsetMs = (askedMs + nowMs) / 2 - (decode(answer.data) as number);
    if (best === undefined || wayMs < best.wayMs) best = { wayMs, offsetMs };
  }
  if (best !== undefined) return best.offsetMs;
  throw new KitError("PICKUP_NATS_SILENT", "the coordinator does not say what time it is", {
    hint: "It may have ended; the worker waits for the next run.",
  });
}
