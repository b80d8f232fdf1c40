import { type Clock, KitError } from "../../ground/index.ts";
import type { Hub } from "./hub.ts";
import type { RunSpace } from "./run-space.ts";
import { type ClockAnswer, decode } from "./wire.ts";

const questions = 7;
const answerMs = 2000;

/**
 * What to add to a time of the clock of an epoch's coordinator to get that of this machine, in milliseconds. The answer that took the
 * shortest way is believed: it is wrong by half of that way at most (Cristian's algorithm).
 */
export async function clockOffset(
  { connection }: Hub,
  { names }: RunSpace,
  clock: Clock,
  epoch: number,
): Promise<number> {
  let best: { wayMs: number; offsetMs: number } | undefined;
  for (let question = 0; question < questions; question++) {
    const askedMs = clock.now();
    const answer = await connection.request(names.clock, new Uint8Array(), { timeout: answerMs }).catch(() => null);
    if (answer === null) continue;
    const nowMs = clock.now();
    const wayMs = nowMs - askedMs;
    const theirs = decode(answer.data) as ClockAnswer;
    // A coordinator that was stopped and does not know yet that another one leads may answer too.
    if (theirs.epoch !== epoch) continue;
    const offsetMs = (askedMs + nowMs) / 2 - theirs.nowMs;
    if (best === undefined || wayMs < best.wayMs) best = { wayMs, offsetMs };
  }
  if (best !== undefined) return best.offsetMs;
  throw new KitError("PICKUP_NATS_SILENT", "the coordinator does not say what time it is", {
    hint: "It may have ended; the worker waits for the next run.",
  });
}
