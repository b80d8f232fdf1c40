import type { Slice } from "./plan.ts";

/**
 * What one worker does of a whole that was cut into `of` equal slices: those numbered in `held`. Parts move between
 * workers one by one, so the others' users notice nothing.
 */
export interface Parts {
  readonly of: number;
  readonly held: readonly number[];
}

/** The slice that a part stands for. */
export function sliceOfPart(part: number, of: number): Slice {
  return { index: part, of };
}

/** One worker's parts when the whole is cut once for each worker and nothing ever moves. */
export function onlyPart(worker: number, workers: number): Parts {
  return { of: workers, held: [worker] };
}
