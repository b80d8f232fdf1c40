import { useEffect, useState } from "preact/hooks";
import { StartForm } from "../form/start-form.tsx";
import { rateFigure } from "../format/figures.ts";
import { announce } from "../parts/announce.ts";
import { Waiting } from "../parts/waiting.tsx";
import type { RunView } from "../state/protocol.ts";
import { pageTabs, type Route, runTabs } from "../state/route.ts";
import { useAnswer } from "../state/use-answer.ts";
import { useStore } from "../state/use-store.ts";
import { headlineOf, isUnderWay, stateWords } from "../strip/headline.ts";
import { VerdictStrip } from "../strip/verdict-strip.tsx";
import { CompareRuns } from "../tabs/compare-runs.tsx";
import { Download } from "../tabs/download.tsx";
import { Runs } from "../tabs/runs.tsx";
import { Announcer } from "./announcer.tsx";
import { Banners } from "./banners.tsx";
import { HearingBadge } from "./hearing-badge.tsx";
import type { LiveState } from "./live-state.ts";
import { LogOut } from "./log-out.tsx";
import { RunControls } from "./run-controls.tsx";
import { RunHead } from "./run-head.tsx";
import { RunPanel } from "./run-panel.tsx";
import { TabBar } from "./tab-bar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useRoute } from "./use-route.ts";

/** The page of a server: the start form, the current run, and all earlier ones. */
export function LivePage({ state }: { readonly state: LiveState }) {
  const page = useStore(state.page);
  const view = useStore(state.view);
  const hearing = useStore(state.hearing);
  const isTold = useStore(state.isTold);
  const [route, go] = useRoute();
  const [isFormOpen, setFormOpen] = useState(false);
  useTitle(view);
  useStateSaid(view);
  // Whoever started it: a new run is shown.
  useEffect(() => setFormOpen(false), [view?.run.id]);
  const openForm = () => void state.refreshPage().then(() => setFormOpen(true));
  const isElsewhere = route.run !== null || route.compare !== null || route.tab === "runs";
  const showsForm = isTold && !isElsewhere && (isFormOpen || view === null);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skipToMain(event)}>
        Skip to the content
      </a>
      <TopBar>
        {view !== null && !showsForm && <RunHead view={view} />}
        <HearingBadge hearing={hearing} />
        {view !== null && !showsForm && (
          <RunControls view={view} canStart={page?.canStart ?? false} onNewRun={openForm} />
        )}
        {view === null && !showsForm && isTold && <a href="#overview">New run</a>}
        {showsForm && <a href="#runs">Runs</a>}
        {page?.hasLogin && <LogOut />}
      </TopBar>
      {hearing.mode === "outdated" && <Outdated />}
      <main id="main" tabIndex={-1}>
        {showsForm && page !== null ? (
          <StartForm
            key={page.run?.id ?? ""}
            page={page}
            obstacle={obstacleOf(view, hearing.mode)}
            onStarted={() => go({ run: null, compare: null, tab: "overview" })}
            onCancel={view === null ? null : () => setFormOpen(false)}
          />
        ) : (
          <Content route={route} view={view} go={go} />
        )}
      </main>
      <Announcer />
    </>
  );
}

interface ContentProps {
  readonly route: Route;
  readonly view: RunView | null;
  readonly go: (route: Route) => void;
}

function Content({ route, view, go }: ContentProps) {
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

function Outdated() {
  return (
    <div class="banner tone-bad" role="alert">
      <strong>The server has another version than this page.</strong>{" "}
      <button type="button" onClick={() => location.reload()}>
        Load the page anew
      </button>
    </div>
  );
}

function obstacleOf(view: RunView | null, mode: string): string | null {
  if (mode === "stale" || mode === "outdated") return "There is no connection to the server.";
  return view !== null && isUnderWay(view) ? "A run is under way: stop it first." : null;
}

function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function useTitle(view: RunView | null): void {
  const rate = view !== null && view.state === "running" ? `${rateFigure(view.now.requestsPerSecond)} req/s · ` : "";
  const title = view === null ? "pickup load test" : `${rate}${stateWords[view.state]} · pickup load test`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** What a screen reader is told unasked: only that the state or the verdict changed. */
function useStateSaid(view: RunView | null): void {
  const said = view === null ? "" : `${stateWords[view.state]}. ${headlineOf(view).word}: ${headlineOf(view).sentence}`;
  useEffect(() => {
    if (said !== "") announce(said);
  }, [said]);
}
