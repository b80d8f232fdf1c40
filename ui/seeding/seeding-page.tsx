import { useEffect } from "preact/hooks";
import { Announcer } from "../app/announcer.tsx";
import { HearingBadge } from "../app/hearing-badge.tsx";
import type { LiveState } from "../app/live-state.ts";
import { LogOut } from "../app/log-out.tsx";
import { TopBar } from "../app/top-bar.tsx";
import { clockText, dateText } from "../format/times.ts";
import type { SeedingView } from "../state/protocol.ts";
import { useStore } from "../state/use-store.ts";
import { SeedingAccount } from "./seeding-account.tsx";
import { SeedingCharts } from "./seeding-charts.tsx";
import { SeedingStrip } from "./seeding-strip.tsx";

const tones = { running: "good", ended: "calm", stopped: "warn", failed: "bad" } as const;

/** The page of a seeding: how far it is, its rates over time, and what it came to. */
export function SeedingPage({ state, view }: { readonly state: LiveState; readonly view: SeedingView }) {
  const hearing = useStore(state.hearing);
  const page = useStore(state.page);
  useEffect(() => {
    document.title = `Seeding: ${view.state}`;
  }, [view.state]);
  return (
    <>
      <TopBar>
        <div class="run-head">
          <span class={`pill tone-${tones[view.state]}`} data-state={view.state}>
            {view.state}
          </span>
          <span class="run-time">
            <b>{clockText(view.progress.elapsedMs / 1000)}</b>
          </span>
          <span class="run-facts">
            <span>Seeding</span> <code>{view.target}</code> <span>{dateText(view.startedAtMs)}</span>
          </span>
        </div>
        {view.state === "running" && <HearingBadge hearing={hearing} />}
        {page?.hasLogin && <LogOut />}
      </TopBar>
      <main id="main">
        <SeedingStrip view={view} />
        {view.state !== "running" && <SeedingAccount view={view} />}
        <SeedingCharts view={view} />
      </main>
      <Announcer />
    </>
  );
}
