import type { TimeFormat } from "./answer-shape.ts";
import { epochSecondOf, isoSecondOf } from "./iso-second.ts";

/** Times as one format writes them. A *moment* is a time in whole units of the format, seconds or milliseconds. */
export interface Moments {
  /** Milliseconds in a unit. */
  readonly unitMs: number;
  readonly kind: "text" | "number";
  /** The moment that a written time stands for; NaN for whatever the format does not write. */
  readonly momentOf: (written: unknown) => number;
  /** `timeMs` since 1970 as the format writes it. */
  readonly write: (timeMs: number) => string | number;
}

const isoMillisecond = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})Z$/;

const formats: { readonly [Format in TimeFormat]: Moments } = {
  "iso-seconds": {
    unitMs: 1000,
    kind: "text",
    momentOf: (written) => epochSecondOf(written as string),
    write: isoSecondOf,
  },
  "iso-milliseconds": {
    unitMs: 1,
    kind: "text",
    momentOf(written) {
      const parts = isoMillisecond.exec(written as string);
      return parts === null ? Number.NaN : epochSecondOf(`${parts[1]}Z`) * 1000 + Number(parts[2]);
    },
    write: (timeMs) => new Date(timeMs).toISOString(),
  },
  "epoch-seconds": { unitMs: 1000, kind: "number", momentOf: wholeOf, write: (timeMs) => Math.floor(timeMs / 1000) },
  "epoch-milliseconds": { unitMs: 1, kind: "number", momentOf: wholeOf, write: (timeMs) => timeMs },
};

export function momentsOf(format: TimeFormat = "iso-seconds"): Moments {
  return formats[format];
}

function wholeOf(written: unknown): number {
  return Number.isSafeInteger(written) ? (written as number) : Number.NaN;
}
