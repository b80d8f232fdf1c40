import { useEffect, useState } from "preact/hooks";
import { dateText } from "../format/times.ts";
import type { ReportData, RunView } from "../state/protocol.ts";
import { type RunTab, runTabs } from "../state/route.ts";
import { Baseline } from "../strip/baseline.tsx";
import { VerdictStrip } from "../strip/verdict-strip.tsx";
import { Comparison } from "../tabs/comparison.tsx";
import { Announcer } from "./announcer.tsx";
import { Banners } from "./banners.tsx";
import { RunHead } from "./run-head.tsx";
import { RunPanel } from "./run-panel.tsx";
import { TabBar } from "./tab-bar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useRoute } from "./use-route.ts";

/** The page without a server: a run, or two beside each other, as they were recorded. */
export function ReportPage({ data }: { readonly data: ReportData }) {
  return (
    <>
      <TopBar>
        {data.kind === "run" ? <RunHead view={data.view} /> : <span class="run-facts">Comparison of two runs</span>}
      </TopBar>
      <main id="main">
        {data.kind === "run" ? (
          <RunReport view={data.view} />
        ) : (
          <Comparison comparison={data.comparison} a={data.a} b={data.b} />
        )}
      </main>
      <Announcer />
    </>
  );
}

function RunReport({ view }: { readonly view: RunView }) {
  const [route, go] = useRoute();
  const isPrinting = usePrinting();
  const tab: RunTab = runTabs.find((one) => one === route.tab) ?? "overview";
  useEffect(() => {
    document.title = `Load test ${view.run.id}`;
  }, []);
  return (
    <>
      <Banners view={view} />
      <VerdictStrip view={view} />
      <Baseline view={view} />
      {isPrinting ? (
        runTabs.map((one) => <RunPanel key={one} view={view} tab={one} />)
      ) : (
        <>
          <TabBar
            tabs={runTabs}
            current={tab}
            view={view}
            onChoose={(chosen) => go({ run: null, compare: null, tab: chosen })}
          />
          <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
            <RunPanel view={view} tab={tab} />
          </div>
        </>
      )}
      <footer class="report-foot">
        Run {view.run.id}, started {dateText(view.run.startedAtMs)}; pickup-load-test {view.run.version}
      </footer>
    </>
  );
}

/** True while the page is being printed: paper has no tabs, so everything is shown. */
function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => setPrinting(true);
    const end = () => setPrinting(false);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return isPrinting;
}
