import { applyLog, applyTick } from "./apply-tick.ts";
import type { RunMessage, RunView } from "./protocol.ts";

/** The view after a message of the server; the same one when the message is about another run. */
export function applyMessage(view: RunView | null, message: RunMessage): RunView | null {
  if (message.type === "snapshot") return message.view;
  if (view === null) return null;
  if (message.type === "log") return applyLog(view, message.lines);
  if (message.run !== view.run.id) return view;
  if (message.type === "tick") return applyTick(view, message.tick);
  return { ...view, state: message.state, failure: message.failure };
}
