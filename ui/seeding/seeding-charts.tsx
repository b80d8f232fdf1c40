import { useMemo } from "preact/hooks";
import { TimeAxisContext } from "../charts/time-axis.ts";
import { type ChartSeries, TimeChart } from "../charts/time-chart.tsx";
import { dashes } from "../charts/usual-series.ts";
import { WindowChoice } from "../charts/window-choice.tsx";
import { axisMsText, msFigure, msText, rateFigure, rateText } from "../format/figures.ts";
import { clockText } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import type { SeedingView } from "../state/protocol.ts";
import { Store } from "../state/store.ts";
import { DataTable } from "../table/data-table.tsx";

/** The rates of a seeding over time, on one axis. */
export function SeedingCharts({ view: { history, progress, startedAtMs } }: { readonly view: SeedingView }) {
  const axis = useMemo(
    () => ({ window: new Store({ kind: "all" } as const), syncKey: "seeding", startedAtMs }),
    [startedAtMs],
  );
  const times = history.second as readonly number[];
  const line = (label: string, column: keyof typeof history, colour: string, more: Partial<ChartSeries> = {}) => ({
    label,
    column: history[column],
    colour: `series-${colour}`,
    ...more,
  });
  const rates = { times, seconds: progress.elapsedMs / 1000, format: rateText, axisFormat: rateText, hasTimes: false };
  return (
    <TimeAxisContext.Provider value={axis}>
      <Card title="Over time" more="lanes" aside={<WindowChoice />}>
        <TimeChart
          {...rates}
          title="Items"
          hint="Items that the table acknowledged, per second."
          series={[line("items/s", "itemsPerSecond", "rate", { isFilled: true })]}
          height={130}
        />
        <TimeChart
          {...rates}
          title="Write units"
          hint="Write units that the table took per second, and the rate that the writers hold themselves to."
          series={[
            line("write units/s", "unitsPerSecond", "p50", { isFilled: true }),
            line("limit", "limitUnitsPerSecond", "p99", { dash: dashes.long, isStepped: true }),
          ]}
          height={130}
        />
        <TimeChart
          {...rates}
          title="Batch latency"
          hint="From sending a batch to its answer; of a longer step its slowest second."
          series={[line("p50", "p50Ms", "p50"), line("p99", "p99Ms", "p99", { dash: dashes.short })]}
          format={msText}
          axisFormat={axisMsText}
          height={130}
        />
        <TimeChart
          {...rates}
          title="Sent again"
          hint="Items that are sent again, per second, by why."
          series={[
            line("unprocessed", "unprocessed", "p50"),
            line("throttled", "throttled", "failures", { dash: dashes.long }),
            line("server error", "server", "wrong", { dash: dashes.short }),
            line("network", "network", "users", { dash: dashes.dot }),
          ]}
          height={120}
          hasTimes
        />
        <DataTable
          summary="Table of the seeding over time"
          columns={["Time", ...tableColumns.map(([heading]) => heading)]}
          length={times.length}
          rowAt={(index) => [
            clockText(times[index]!),
            ...tableColumns.map(([, column, text]) => text(history[column][index] ?? null)),
          ]}
        />
      </Card>
    </TimeAxisContext.Provider>
  );
}

const tableColumns = [
  ["Items/s", "itemsPerSecond", rateFigure],
  ["Write units/s", "unitsPerSecond", rateFigure],
  ["Limit/s", "limitUnitsPerSecond", rateFigure],
  ["Batch p50 ms", "p50Ms", msFigure],
  ["Batch p99 ms", "p99Ms", msFigure],
  ["Unprocessed/s", "unprocessed", rateFigure],
  ["Throttled/s", "throttled", rateFigure],
  ["Server errors/s", "server", rateFigure],
  ["Network/s", "network", rateFigure],
] as const;
