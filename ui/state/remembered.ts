import { Store } from "./store.ts";

/** Storage that may be forbidden, full or not there: then nothing is remembered. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

const prefix = "pickup-load:";

/** What was remembered under a key, or `otherwise`; also when it is no longer what `isValid` wants. */
export function recall<Value>(
  key: string,
  otherwise: Value,
  isValid: (found: unknown) => found is Value,
  memory: Memory | null = browserMemory(),
): Value {
  try {
    const text = memory?.getItem(prefix + key) ?? null;
    const found: unknown = text === null ? null : JSON.parse(text);
    return isValid(found) ? found : otherwise;
  } catch {
    return otherwise;
  }
}

/** Remembers a value for the next visit. */
export function remember(key: string, value: unknown, memory: Memory | null = browserMemory()): void {
  try {
    memory?.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs a convenience, nothing more.
  }
}

/** A store whose value outlives the visit. */
export function rememberedStore<Value>(
  key: string,
  otherwise: Value,
  isValid: (found: unknown) => found is Value,
): Store<Value> {
  const store = new Store(recall(key, otherwise, isValid));
  store.subscribe(() => remember(key, store.value));
  return store;
}

function browserMemory(): Memory | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
