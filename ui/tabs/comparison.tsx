import { useMemo, useState } from "preact/hooks";
import { atTimes, sharedTimes } from "../charts/overlay.ts";
import { perSecond } from "../charts/history-columns.ts";
import { TimeChart } from "../charts/time-chart.tsx";
import { dashes } from "../charts/usual-series.ts";
import {
  axisMsText,
  bytesText,
  changeText,
  countText,
  msText,
  noData,
  rateText,
  shareText,
} from "../format/figures.ts";
import { dateText, durationText } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { Figures, Table } from "../table/table.tsx";
import { Choice } from "../parts/choice.tsx";
import { Icon } from "../parts/icon.tsx";
import type { Comparison as ComparisonView, ComparisonRow, RunListEntry, RunView } from "../state/protocol.ts";

export interface ComparisonProps {
  readonly comparison: ComparisonView;
  readonly a: RunView;
  readonly b: RunView;
}

/** Two runs beside each other: their lines over one another, and what differs. */
export function Comparison({ comparison, a, b }: ComparisonProps) {
  return (
    <div class="stack">
      <Card title="Comparison">
        <div class="pair">
          <RunFacts title="Baseline (a)" run={comparison.a} />
          <RunFacts title="Judged (b)" run={comparison.b} />
        </div>
        {comparison.caveats.length > 0 && (
          <ul class="caveats tone-warn" aria-label="What makes them hard to compare">
            {comparison.caveats.map((caveat) => (
              <li key={caveat}>
                <Icon name="warn" /> {caveat}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Overlay a={a} b={b} />
      <Differences rows={comparison.rows} />
    </div>
  );
}

function RunFacts({ title, run }: { readonly title: string; readonly run: RunListEntry }) {
  return (
    <div>
      <h3>
        {title} <code>{run.id}</code>
      </h3>
      <Facts
        of={[
          ["started", dateText(run.startedAtMs)],
          ["verdict", run.verdict],
          ["users", countText(run.users)],
          ["time", run.durationSeconds === null ? noData : durationText(run.durationSeconds)],
          ["requests", countText(run.requests)],
        ]}
      />
    </div>
  );
}

const percentiles = [
  { value: "p50Ms", label: "p50" },
  { value: "p95Ms", label: "p95" },
  { value: "p99Ms", label: "p99" },
] as const;

function Overlay({ a, b }: { readonly a: RunView; readonly b: RunView }) {
  const [percentile, setPercentile] = useState<"p50Ms" | "p95Ms" | "p99Ms">("p95Ms");
  const times = useMemo(() => sharedTimes(a.history, b.history), [a, b]);
  const both = (columnOf: (view: RunView) => readonly (number | null)[], colour: string) => [
    { label: "b", column: atTimes(columnOf(b), b.history, times), colour },
    { label: "a", column: atTimes(columnOf(a), a.history, times), colour: "series-max", dash: dashes.long },
  ];
  const common = { times, seconds: Math.max(a.seconds, b.seconds) };
  const rates = { format: rateText, axisFormat: rateText };
  return (
    <Card
      title="Both runs over time"
      more="lanes"
      aside={
        <Choice
          label="Percentile"
          name="overlay-percentile"
          options={percentiles}
          value={percentile}
          onChoose={setPercentile}
        />
      }
    >
      <TimeChart
        {...common}
        {...rates}
        title="Requests"
        hint="Finished requests per second of both runs."
        series={both((view) => perSecond(view.history.total.requests, view), "series-rate")}
        height={130}
        hasTimes={false}
      />
      <TimeChart
        {...common}
        key={percentile}
        title={`Latency ${percentile.slice(0, 3)}`}
        hint="Of both runs, from the intended start."
        series={both((view) => view.history.total[percentile], "series-p95")}
        format={msText}
        axisFormat={axisMsText}
        height={160}
        hasTimes={false}
      />
      <TimeChart
        {...common}
        {...rates}
        title="Failures"
        hint="Failed requests per second of both runs."
        series={both((view) => perSecond(view.history.total.failures, view), "series-failures")}
        height={100}
        hasTimes={false}
      />
      <TimeChart
        {...common}
        title="Users"
        hint="Virtual users of both runs."
        series={both((view) => view.history.total.users, "series-users")}
        format={countText}
        axisFormat={countText}
        height={100}
      />
    </Card>
  );
}

type Metric = ComparisonRow["metric"];

const metrics: {
  readonly [Name in Metric]: { readonly name: string; readonly text: (value: number | null) => string };
} = {
  requestsPerSecond: { name: "requests/s", text: rateText },
  failureShare: { name: "failures", text: shareText },
  p50Ms: { name: "p50", text: msText },
  p95Ms: { name: "p95", text: msText },
  p99Ms: { name: "p99", text: msText },
  meanMs: { name: "average", text: msText },
  meanBytes: { name: "size", text: bytesText },
};
const judgements = {
  better: { tone: "good", text: "better" },
  worse: { tone: "bad", text: "worse" },
  different: { tone: "calm", text: "different" },
  noise: { tone: "calm", text: "within noise" },
  unknown: { tone: "calm", text: "too little data" },
} as const;

function Differences({ rows }: { readonly rows: readonly ComparisonRow[] }) {
  return (
    <Card title="Differences" aside="“Within noise”: the difference may well be chance.">
      <Table
        label="Table of differences"
        figures={[2, 6]}
        headings={["Endpoint", "Measure", "a", "b", "Change", "95 % interval", "Judgement"]}
      >
        {rows.map((row, index) => (
          <Difference
            key={`${row.endpoint} ${row.metric}`}
            row={row}
            isFirst={rows[index - 1]?.endpoint !== row.endpoint}
          />
        ))}
      </Table>
    </Card>
  );
}

function Difference({ row, isFirst }: { readonly row: ComparisonRow; readonly isFirst: boolean }) {
  const { name, text } = metrics[row.metric];
  const { tone, text: judgement } = judgements[row.judgement];
  const endpoint = row.endpoint === "" ? "Total" : row.endpoint;
  const interval =
    row.changeFrom === null || row.changeTo === null
      ? "–"
      : `${changeText(row.changeFrom)} to ${changeText(row.changeTo)}`;
  return (
    <tr class={isFirst ? "group" : ""}>
      <th scope="row" class="name">
        {isFirst ? endpoint : <span class="sr-only">{endpoint}</span>}
      </th>
      <td>{name}</td>
      <Figures of={[text(row.a), text(row.b), changeText(row.change), interval]} />
      <td>
        <span class={`badge tone-${tone}`}>{judgement}</span>
      </td>
    </tr>
  );
}
