import type { HistoryMark } from "./run-history-view.ts";
import type { LogLine } from "./run-view.ts";

/** A line of `events.jsonl`. */
export type StoredEvent = { readonly mark: HistoryMark } | { readonly line: LogLine };

/** An event as a line of the file. */
export function eventLine(event: StoredEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The events in the text of the file; a last line that was cut off is left out. */
export function storedEventsIn(text: string): StoredEvent[] {
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as StoredEvent);
}

/** What happened at a time, of all the events in the file. */
export function storedMarksIn(text: string): HistoryMark[] {
  return storedEventsIn(text).flatMap((event) => ("mark" in event ? [event.mark] : []));
}
