import { errorRecordOf, systemClock } from "../ground/index.ts";
import type { RunningService } from "./running-service.ts";
import type { ServiceMessage, StartMessage } from "./service-messages.ts";

const closingMs = 3_000;

/**
 * Makes this process a service of a stack: starts with the settings that the parent process sends, says when it is
 * ready, and ends when the parent closes the channel or is gone, or at SIGTERM.
 */
export function serveStack<Settings extends object>(start: (settings: Settings) => Promise<RunningService>): void {
  let service: RunningService | undefined;
  const end = () => {
    systemClock.after(closingMs, () => process.exit());
    void Promise.resolve(service?.close()).finally(() => process.exit());
  };
  process.once("disconnect", end);
  process.once("SIGTERM", end);
  // Ctrl+C reaches every process of the terminal; it is the parent's to act on.
  process.on("SIGINT", () => undefined);
  process.once("message", async (message) => {
    try {
      service = await start((message as StartMessage).settings as Settings);
      tellParent({ kind: "ready", url: service.url });
    } catch (error) {
      tellParent({ kind: "failed", error: errorRecordOf(error) });
    }
  });
}

function tellParent(message: ServiceMessage): void {
  process.send!(message);
}
