import type { Sample } from "../http/index.ts";

/** What a test may listen to, in every worker. */
export interface Events<U> {
  /** After each finished request and each `user.measure`. It stands on the hot path: keep it short. */
  readonly request?: (sample: Sample, user: U) => void | Promise<void>;
  /** When a task, `onStart` or `onStop` threw; the error is counted and the user goes on. */
  readonly exception?: (error: unknown, user: U) => void | Promise<void>;
}

/** Calls what listens to an event; an error of the listener goes to `failed` and nowhere else. */
export function emit<Arguments extends readonly unknown[]>(
  listener: (...args: Arguments) => void | Promise<void>,
  args: Arguments,
  failed: (error: unknown) => void,
): void {
  try {
    listener(...args)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}
