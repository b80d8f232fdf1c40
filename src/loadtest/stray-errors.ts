import type { TickRecorder } from "../stats/index.ts";

/**
 * Counts what the script's own timers, and promises that nobody waits for, throw in this thread, instead of letting it
 * end the worker. Returns how to leave off.
 */
export function countStrayErrors(recorder: TickRecorder): () => void {
  const count = (thrown: unknown) => {
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    recorder.scriptError("exception", message, "outside of a task", stack);
  };
  process.on("unhandledRejection", count);
  process.on("uncaughtException", count);
  return () => {
    process.off("unhandledRejection", count);
    process.off("uncaughtException", count);
  };
}
