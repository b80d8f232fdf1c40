import type { World } from "../world.ts";

export interface KeyActions {
  /** Adds users to the run that is under way; negative: takes some away. */
  readonly adjust: (by: number) => void;
  /** Opens the page, where there is one. */
  readonly open?: () => void;
}

const steps: { readonly [key: string]: number } = { w: 1, W: 10, s: -1, S: -10 };
const ctrlC = "\u0003";

/**
 * Heeds Locust's keys while a run is shown on a terminal: `w` and `W` add 1 and 10 users, `s` and `S` take them away,
 * Enter opens the page. Returns how to leave off. Without a terminal it does nothing.
 */
export function heedKeys({ stdin, interrupt }: Pick<World, "stdin" | "interrupt">, actions: KeyActions): () => void {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined || interrupt === undefined) return () => undefined;
  const heed = (text: Buffer | string) => {
    for (const key of String(text)) {
      // In this mode the terminal no longer makes a signal of it.
      if (key === ctrlC) interrupt();
      else if (key === "\r" || key === "\n") actions.open?.();
      else if (steps[key] !== undefined) actions.adjust(steps[key]);
    }
  };
  stdin.setRawMode(true);
  stdin.on("data", heed);
  stdin.resume();
  return () => {
    stdin.off("data", heed);
    stdin.setRawMode!(false);
    stdin.pause();
  };
}
