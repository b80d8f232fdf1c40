import { countText } from "../format/figures.ts";
import type { RunView } from "../state/protocol.ts";
import type { Tab } from "../state/route.ts";

export interface TabBarProps {
  readonly tabs: readonly Tab[];
  readonly current: Tab;
  readonly view: RunView | null;
  readonly onChoose: (tab: Tab) => void;
}

const names: { readonly [Name in Tab]: string } = {
  overview: "Overview",
  statistics: "Statistics",
  failures: "Failures",
  exceptions: "Exceptions",
  tasks: "Task ratio",
  workers: "Workers",
  log: "Log",
  runs: "Runs",
  download: "Download",
};

/** The tabs: arrow keys move among them, the tab key leaves them. */
export function TabBar({ tabs, current, view, onChoose }: TabBarProps) {
  const move = (event: KeyboardEvent) => {
    const place = tabs.indexOf(current);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length]!;
    onChoose(tab);
    document.getElementById(`tab-${tab}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Parts of the page" onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-selected={tab === current}
          aria-controls="panel"
          tabIndex={tab === current ? 0 : -1}
          onClick={() => onChoose(tab)}
        >
          {names[tab]}
          <Badge tab={tab} view={view} />
        </button>
      ))}
    </div>
  );
}

function Badge({ tab, view }: { readonly tab: Tab; readonly view: RunView | null }) {
  if (view === null) return null;
  if (tab === "failures" && view.total.failures > 0)
    return <span class="badge tone-bad">{countText(view.total.failures)}</span>;
  const exceptions = view.exceptions.reduce((sum, { count }) => sum + count, 0);
  if (tab === "exceptions" && exceptions > 0) return <span class="badge tone-bad">{countText(exceptions)}</span>;
  const lost = view.workers.filter(({ isLost }) => isLost).length;
  if (tab === "workers" && lost > 0) return <span class="badge tone-bad">{countText(lost)} lost</span>;
  return null;
}
