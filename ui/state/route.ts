/** The parts of the page that show a run. */
export const runTabs = ["overview", "statistics", "failures", "exceptions", "tasks", "workers", "log"] as const;
export type RunTab = (typeof runTabs)[number];

/** The parts that only the page has, not a report. */
export const pageTabs = ["runs", "download"] as const;
export type Tab = RunTab | (typeof pageTabs)[number];

/** Where the reader is; the address behind `#` says the same. */
export interface Route {
  readonly tab: Tab;
  /** A run of the runs folder; null: the current one. */
  readonly run: string | null;
  /** Two runs beside each other. */
  readonly compare: readonly [string, string] | null;
}

export const home: Route = { tab: "overview", run: null, compare: null };

/** Reads what stands behind `#`: `#statistics`, `#run/ID/failures`, `#compare/A/B`. Anything else is the overview. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#/, "").split("/").map(decoded);
  if (parts[0] === "compare" && parts[1] && parts[2]) return { ...home, tab: "runs", compare: [parts[1], parts[2]] };
  if (parts[0] === "run" && parts[1]) return { ...home, run: parts[1], tab: tabOf(parts[2]) };
  return { ...home, tab: tabOf(parts[0]) };
}

/** What stands behind `#` for a place. */
export function hashOf({ tab, run, compare }: Route): string {
  if (compare !== null) return `#compare/${compare.map(encodeURIComponent).join("/")}`;
  return run === null ? `#${tab}` : `#run/${encodeURIComponent(run)}/${tab}`;
}

function tabOf(word: string | undefined): Tab {
  return [...runTabs, ...pageTabs].find((tab) => tab === word) ?? home.tab;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
