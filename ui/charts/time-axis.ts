import { createContext } from "preact";
import { Store } from "../state/store.ts";

/** What part of the run the charts show: a stretch of seconds, the last so many seconds, or all. */
export type TimeWindow =
  | { readonly kind: "all" }
  | { readonly kind: "last"; readonly seconds: number }
  | { readonly kind: "stretch"; readonly from: number; readonly to: number };

/** Shared by all charts of one run, so that they show the same stretch and the same moment. */
export interface TimeAxis {
  readonly window: Store<TimeWindow>;
  /** Charts with the same key share their cursor. */
  readonly syncKey: string;
  readonly startedAtMs: number;
}

export const TimeAxisContext = createContext<TimeAxis>({
  window: new Store<TimeWindow>({ kind: "all" }),
  syncKey: "page",
  startedAtMs: 0,
});

const leastShownSeconds = 30;

/** The first and last second that are shown of a run that is `seconds` long. */
export function shownRange(window: TimeWindow, seconds: number): readonly [number, number] {
  if (window.kind === "stretch") return [window.from, window.to];
  const end = Math.max(seconds, leastShownSeconds);
  return window.kind === "last" ? [Math.max(0, end - window.seconds), end] : [0, end];
}
