import { Waiting } from "../parts/waiting.tsx";
import type { RunView } from "../state/protocol.ts";
import { pageTabs, type Route, runTabs } from "../state/route.ts";
import { useAnswer } from "../state/use-answer.ts";
import { Baseline } from "../strip/baseline.tsx";
import { VerdictStrip } from "../strip/verdict-strip.tsx";
import { CompareRuns } from "../tabs/compare-runs.tsx";
import { Download } from "../tabs/download.tsx";
import { Runs } from "../tabs/runs.tsx";
import { Banners } from "./banners.tsx";
import { RunHead } from "./run-head.tsx";
import { RunPanel } from "./run-panel.tsx";
import { TabBar } from "./tab-bar.tsx";

export interface RunContentProps {
  readonly route: Route;
  readonly view: RunView | null;
  readonly go: (route: Route) => void;
}

/** The place where the reader is: a part of the current run, an earlier one, or two compared. */
export function RunContent({ route, view, go }: RunContentProps) {
  if (route.run !== null && route.run !== view?.run.id) return <EarlierRun id={route.run} route={route} go={go} />;
  if (view === null && route.tab !== "runs") return <p class="card empty">Connecting…</p>;
  const tabs = view === null ? (["runs"] as const) : [...runTabs, ...pageTabs];
  return (
    <>
      {view !== null && route.compare === null && <Glance view={view} />}
      <TabBar tabs={tabs} current={route.tab} view={view} onChoose={(tab) => go({ run: null, compare: null, tab })} />
      <Panel route={route} view={view} />
    </>
  );
}

function Panel({ route, view }: { readonly route: Route; readonly view: RunView | null }) {
  return (
    <div id="panel" role="tabpanel" tabIndex={-1} aria-labelledby={`tab-${route.tab}`}>
      {route.compare !== null ? (
        <CompareRuns key={route.compare.join()} a={route.compare[0]} b={route.compare[1]} />
      ) : route.tab === "runs" ? (
        <Runs revision={`${view?.run.id} ${view?.state}`} />
      ) : route.tab === "download" ? (
        view !== null && <Download view={view} />
      ) : (
        view !== null && <RunPanel view={view} tab={route.tab} />
      )}
    </div>
  );
}

function Glance({ view }: { readonly view: RunView }) {
  return (
    <>
      <Banners view={view} />
      <VerdictStrip view={view} />
      <Baseline view={view} isLive />
    </>
  );
}

/** A run of the runs folder, shown as the current one is. */
function EarlierRun({
  id,
  route,
  go,
}: {
  readonly id: string;
  readonly route: Route;
  readonly go: (route: Route) => void;
}) {
  const asked = useAnswer<RunView>(`api/runs/${encodeURIComponent(id)}/view`);
  if (asked.state !== "answered") return <Waiting asked={asked} />;
  const view = asked.answer;
  return (
    <>
      <div class="banner tone-calm row">
        <strong>An earlier run</strong>
        <RunHead view={view} />
        <a href="#runs">All runs</a>
        <a href="#overview">Back to the current one</a>
      </div>
      <Banners view={view} />
      <VerdictStrip view={view} />
      <TabBar
        tabs={[...runTabs, "download"]}
        current={route.tab}
        view={view}
        onChoose={(tab) => go({ ...route, tab })}
      />
      <Panel route={route} view={view} />
    </>
  );
}
