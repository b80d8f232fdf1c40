import { DataTable } from "../table/data-table.tsx";
import { Heatmap } from "../charts/heatmap.tsx";
import { perSecond, timesOf } from "../charts/history-columns.ts";
import { latencyBands } from "../charts/heatmap-scale.ts";
import { latencyLimits } from "../charts/latency-limits.ts";
import { LoadChart } from "../charts/load-chart.tsx";
import { PhasesChart } from "../charts/phases-chart.tsx";
import { TimeChart } from "../charts/time-chart.tsx";
import { WindowChoice } from "../charts/window-choice.tsx";
import { dashes, failureSeries, percentileSeries } from "../charts/usual-series.ts";
import { axisMsText, countText, msFigure, msText, rateFigure, rateText } from "../format/figures.ts";
import { clockText } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import type { RunView } from "../state/protocol.ts";
import { useMemo } from "preact/hooks";

/** The run over time, and latency against load. */
export function Overview({ view }: { readonly view: RunView }) {
  const { history, seconds } = view;
  const { total, marks } = history;
  const times = useMemo(() => timesOf(history), [history.length, history.stepSeconds]);
  const common = { times, seconds, marks };
  const requests = perSecond(total.requests, view);
  return (
    <div class="stack">
      <Card title="Over time" more="lanes" aside={<WindowChoice />}>
        <TimeChart
          {...common}
          title="Requests"
          hint="Finished requests per second."
          series={[{ label: "requests/s", column: [...requests], colour: "series-rate", isFilled: true }]}
          format={rateText}
          axisFormat={rateText}
          height={120}
          hasTimes={false}
          hasMarkTexts
        />
        <TimeChart
          {...common}
          title="Latency"
          hint="From the intended start; percentiles of each step, failures that end early left out."
          series={percentileSeries(total)}
          format={msText}
          axisFormat={axisMsText}
          height={170}
          hasTimes={false}
          limits={latencyLimits(view.thresholds)}
        />
        <Heatmap heatmap={history.heatmap} seconds={seconds} height={150} hasTimes={false} revision={seconds} />
        <TimeChart
          {...common}
          title="Failures"
          hint="Failed requests per second, and among them answers with wrong content."
          series={failureSeries(total, view)}
          format={rateText}
          axisFormat={rateText}
          height={90}
          hasTimes={false}
        />
        <TimeChart
          {...common}
          title="Users"
          hint="Virtual users at the end of each step."
          series={[
            {
              label: "users",
              column: [...total.users],
              colour: "series-users",
              dash: dashes.solid,
              isFilled: true,
              isStepped: true,
            },
          ]}
          format={countText}
          axisFormat={countText}
          height={100}
        />
        <TimeTable view={view} times={times} />
        <BandTable view={view} />
      </Card>
      <div class="pair">
        <LoadChart view={view} height={240} />
        <PhasesChart view={view} height={240} />
      </div>
    </div>
  );
}

function TimeTable({ view, times }: { readonly view: RunView; readonly times: readonly number[] }) {
  const { total } = view.history;
  const rate = (column: readonly (number | null)[], index: number) =>
    rateFigure((column[index] ?? null) === null ? null : column[index]! / view.history.stepSeconds);
  return (
    <DataTable
      summary="Table of the run over time"
      columns={["Time", "Requests/s", "p50 ms", "p95 ms", "p99 ms", "Max ms", "Failures/s", "Wrong/s", "Users"]}
      length={times.length}
      rowAt={(index) => [
        clockText(times[index]!),
        rate(total.requests, index),
        ...[total.p50Ms, total.p95Ms, total.p99Ms, total.maxMs].map((column) => msFigure(column[index] ?? null)),
        rate(total.failures, index),
        rate(total.wrongContent, index),
        countText(total.users[index] ?? null),
      ]}
    />
  );
}

function BandTable({ view }: { readonly view: RunView }) {
  const { heatmap } = view.history;
  // A band for each doubling; made only when the table is open.
  let bands: ReturnType<typeof latencyBands> | undefined;
  const bandsOf = () => (bands ??= latencyBands(heatmap));
  return (
    <DataTable
      summary="Table of the heatmap"
      columns={["Time", "Requests by latency"]}
      length={heatmap.columns.length}
      rowAt={(index) => [
        clockText(index * heatmap.stepSeconds),
        bandsOf()
          .filter(({ counts }) => counts[index]! > 0)
          .map(({ fromMs, toMs, counts }) => `${msFigure(fromMs)}–${msText(toMs)}: ${countText(counts[index]!)}`)
          .join(" · "),
      ]}
    />
  );
}
