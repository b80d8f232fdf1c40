import type { SeedingMessage, SeedingPoint, SeedingSecondMessage, SeedingView } from "./protocol.ts";

/** The view of a seeding after a message of the server. Columns grow as copies, which tells the charts. */
export function applySeeding(
  view: SeedingView | null,
  message: SeedingMessage | SeedingSecondMessage,
): SeedingView | null {
  if (message.type === "seeding") return message.view;
  if (view === null) return null;
  const { progress, index, point } = message;
  const columns = Object.entries(view.history).map(([name, column]) => [
    name,
    [...column.slice(0, index), point[name as keyof SeedingPoint]],
  ]);
  return { ...view, progress, history: Object.fromEntries(columns) as SeedingView["history"] };
}
