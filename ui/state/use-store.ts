import { useLayoutEffect, useState } from "preact/hooks";
import type { Store } from "./store.ts";

/** The value of a store; the component is drawn anew when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [, redraw] = useState({});
  useLayoutEffect(() => store.subscribe(() => redraw({})), [store]);
  return store.value;
}
