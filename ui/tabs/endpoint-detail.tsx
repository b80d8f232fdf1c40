import { useMemo } from "preact/hooks";
import { perSecond, timesOf } from "../charts/history-columns.ts";
import { PhaseTable } from "../charts/phases-chart.tsx";
import { TimeChart } from "../charts/time-chart.tsx";
import { failureSeries, percentileSeries } from "../charts/usual-series.ts";
import { axisMsText, countText, msFigure, msText, partText, rateText } from "../format/figures.ts";
import { clockText } from "../format/times.ts";
import type { RunView, StatisticsRow } from "../state/protocol.ts";
import { DataTable } from "../table/data-table.tsx";

const outcomeNames: { readonly [Name in keyof StatisticsRow["outcomes"]]: string } = {
  ok: "ok",
  "http-error": "HTTP error",
  "check-failed": "failed check",
  "wrong-content": "wrong content",
  timeout: "timeout",
  "connection-error": "connection error",
  leak: "leak",
};

/** One endpoint over time, its outcomes and its phases. */
export function EndpointDetail({ row, view }: { readonly row: StatisticsRow; readonly view: RunView }) {
  return (
    <div class="endpoint">
      <EndpointCharts row={row} view={view} />
      <dl class="outcomes">
        {(Object.keys(outcomeNames) as (keyof typeof outcomeNames)[])
          .filter((outcome) => row.outcomes[outcome] > 0)
          .map((outcome) => (
            <div key={outcome} class={outcome === "ok" ? "tone-good" : "tone-bad"}>
              <dt>{outcomeNames[outcome]}</dt>
              <dd>
                {countText(row.outcomes[outcome])} <small>{partText(row.outcomes[outcome], row.requests)}</small>
              </dd>
            </div>
          ))}
        {row.serviceMs !== null && (
          <div>
            <dt>from the send</dt>
            <dd>
              p50 {msText(row.serviceMs.p50)} · p95 {msText(row.serviceMs.p95)} · p99 {msText(row.serviceMs.p99)}
            </dd>
          </div>
        )}
      </dl>
      <PhaseTable row={row} />
    </div>
  );
}

function EndpointCharts({ row, view }: { readonly row: StatisticsRow; readonly view: RunView }) {
  const { history, seconds } = view;
  const times = useMemo(() => timesOf(history), [history.length, history.stepSeconds]);
  const columns = history.endpoints.find(({ method, name }) => method === row.method && name === row.name);
  if (columns === undefined)
    return <p class="help">Only the 50 endpoints with the most requests have charts of their own.</p>;
  const common = { times, seconds, marks: history.marks, height: 130 };
  const rates = { format: rateText, axisFormat: rateText };
  const requests = { label: "requests/s", column: [...perSecond(columns.requests, view)], colour: "series-rate" };
  return (
    <>
      <div class="pair">
        <TimeChart
          {...common}
          {...rates}
          title="Requests and failures"
          hint={`Of ${row.method} ${row.name}, per second.`}
          series={[requests, ...failureSeries(columns, view)]}
        />
        <TimeChart
          {...common}
          title="Latency"
          hint={`Of ${row.method} ${row.name}, from the intended start.`}
          series={percentileSeries(columns)}
          format={msText}
          axisFormat={axisMsText}
        />
      </div>
      <DataTable
        summary="Table of these charts"
        columns={["Time", "Requests", "Failures", "Wrong", "p50 ms", "p95 ms", "p99 ms", "Max ms"]}
        length={times.length}
        rowAt={(index) => [
          clockText(times[index]!),
          ...[columns.requests, columns.failures, columns.wrongContent].map((column) =>
            countText(column[index] ?? null),
          ),
          ...[columns.p50Ms, columns.p95Ms, columns.p99Ms, columns.maxMs].map((column) =>
            msFigure(column[index] ?? null),
          ),
        ]}
      />
    </>
  );
}
