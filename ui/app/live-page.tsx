import { useEffect, useState } from "preact/hooks";
import { StartForm } from "../form/start-form.tsx";
import type { RunView } from "../state/protocol.ts";
import { useStore } from "../state/use-store.ts";
import { isUnderWay } from "../strip/headline.ts";
import { Announcer } from "./announcer.tsx";
import { HearingBadge } from "./hearing-badge.tsx";
import type { LiveState } from "./live-state.ts";
import { LogOut } from "./log-out.tsx";
import { RunContent } from "./run-content.tsx";
import { RunControls } from "./run-controls.tsx";
import { RunHead } from "./run-head.tsx";
import { TopBar } from "./top-bar.tsx";
import { useRoute } from "./use-route.ts";
import { useSpokenState } from "./use-spoken-state.ts";

/** The page of a server: the start form, the current run, and all earlier ones. */
export function LivePage({ state }: { readonly state: LiveState }) {
  const page = useStore(state.page);
  const view = useStore(state.view);
  const hearing = useStore(state.hearing);
  const isTold = useStore(state.isTold);
  const [route, go] = useRoute();
  const [isFormOpen, setFormOpen] = useState(false);
  useSpokenState(view);
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
        {showsForm && page?.form ? (
          <StartForm
            key={page.run?.id ?? ""}
            page={page}
            form={page.form}
            obstacle={obstacleOf(view, hearing.mode)}
            onStarted={() => go({ run: null, compare: null, tab: "overview" })}
            onCancel={view === null ? null : () => setFormOpen(false)}
          />
        ) : (
          <RunContent route={route} view={view} go={go} />
        )}
      </main>
      <Announcer />
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
