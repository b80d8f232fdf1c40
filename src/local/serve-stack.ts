import { errorRecordOf, systemClock } from "../ground/index.ts";
import type { RunningService } from "./running-service.ts";
import type { ServiceMessage, StartMessage } from "./service-messages.ts";

const closingMs = 3_000;

/**
 * Makes this process a service of a stack: starts with the settings that the parent process sends, says when it is
 * ready, and ends when the parent closes the channel or is gone, or at SIGTERM.
 */
export function serveStack(start: (settings: never) => Promise<RunningService>): void {
  let service: RunningService | undefined;
  const end = () => {
    systemClock.after(closingMs, () => process.exit());
    void Promise.resolve(service?.close()).finally(() => process.exit());
  };
  process.once("disconnect", end);
  process.once("SIGTERM", end);
  // Ctrl+C reaches every process of the terminal; it is the parent's to act on.
  process.on("SIGINT", () => undefined);
  const begin = async ({ settings }: StartMessage) => {
    service = await start(settings as never);
    tellParent({ kind: "ready", url: service.url });
  };
  process.once("message", (message) => {
    begin(message as StartMessage).catch((error: unknown) => {
      tellParent({ kind: "failed", error: errorRecordOf(error) });
    });
  });
}

function tellParent(message: ServiceMessage): void {
  // A parent that is gone meanwhile is no error: this process is about to end too.
  process.send!(message, undefined, {}, () => undefined);
}
