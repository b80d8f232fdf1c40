import { useMemo } from "preact/hooks";
import { type TimeAxis, TimeAxisContext } from "../charts/time-axis.ts";
import { Store } from "../state/store.ts";
import type { RunView } from "../state/protocol.ts";
import type { RunTab } from "../state/route.ts";
import { Exceptions } from "../tabs/exceptions.tsx";
import { Failures } from "../tabs/failures.tsx";
import { Log } from "../tabs/log.tsx";
import { Overview } from "../tabs/overview.tsx";
import { Statistics } from "../tabs/statistics.tsx";
import { TaskRatio } from "../tabs/task-ratio.tsx";
import { Workers } from "../tabs/workers.tsx";

const panels = {
  overview: Overview,
  statistics: Statistics,
  failures: Failures,
  exceptions: Exceptions,
  tasks: TaskRatio,
  workers: Workers,
  log: Log,
} satisfies { readonly [Name in RunTab]: unknown };

/** One part of what is known of a run. */
export function RunPanel({ view, tab }: { readonly view: RunView; readonly tab: RunTab }) {
  const axis = useTimeAxis(view);
  const Panel = panels[tab];
  return (
    <TimeAxisContext.Provider value={axis}>
      <Panel key={view.run.id} view={view} />
    </TimeAxisContext.Provider>
  );
}

/** The stretch of time that all charts of a run show; a new run begins with all of it. */
function useTimeAxis({ run }: RunView): TimeAxis {
  return useMemo(
    () => ({ window: new Store({ kind: "all" }), syncKey: run.id, startedAtMs: run.startedAtMs }),
    [run.id],
  );
}
