import { JetStreamApiError, type JetStreamClient } from "@nats-io/jetstream";
import { type Clock, exitCodes, KitError, sleep } from "../../ground/index.ts";

export interface Letter {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** The same letter sent twice counts once. */
  readonly id: string;
  /** The sequence of the last letter of this subject; another one in between keeps this one out. 0: there is none. */
  readonly after?: number;
}

const ackTimeoutMs = 2000;
const retryMs = 250;
/** The server's words for a stream that takes no more. */
const fullStreamCodes = [10_077, 10_167];
const noStreamCodes = [10_059];
export const wrongSequence = 10_071;

/**
 * Sends a letter until the server has confirmed it; resolves to its sequence in the stream, null when `stopped` came
 * first. Throws what will not mend itself: `PICKUP_NATS_FULL`, `_GONE`, `_TOO_LARGE`, `PICKUP_RUN_TAKEN_OVER`.
 */
export async function deliver(
  streams: JetStreamClient,
  clock: Clock,
  { subject, bytes, id, after }: Letter,
  stopped: AbortSignal,
): Promise<number | null> {
  const expect = after === undefined ? {} : { expect: { lastSubjectSequence: after } };
  while (!stopped.aborted) {
    try {
      const { seq } = await streams.publish(subject, bytes, { msgID: id, timeout: ackTimeoutMs, ...expect });
      return seq;
    } catch (error) {
      requireHope(error);
      await sleep(clock, retryMs, stopped);
    }
  }
  return null;
}

function requireHope(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof JetStreamApiError ? error.code : 0;
  if (code === wrongSequence) {
    throw new KitError("PICKUP_RUN_TAKEN_OVER", "another coordinator leads the run now; this one steps down", {
      hint: "Its results are where `pickup load --resume` was started.",
      exitCode: exitCodes.internal,
      cause: error,
    });
  }
  if (fullStreamCodes.includes(code)) {
    throw new KitError("PICKUP_NATS_FULL", `the stream of the run takes no more: ${message}`, {
      hint: "Give it more room: --nats-max-bytes, or the limits of the NATS account.",
      exitCode: exitCodes.internal,
      cause: error,
    });
  }
  if (noStreamCodes.includes(code)) {
    throw new KitError("PICKUP_NATS_GONE", "the stream of the run is gone", { cause: error });
  }
  if (/max.?payload/i.test(message)) {
    throw new KitError("PICKUP_NATS_TOO_LARGE", `NATS takes no message of this size: ${message}`, {
      hint: "Raise max_payload of the NATS server.",
      cause: error,
    });
  }
}
