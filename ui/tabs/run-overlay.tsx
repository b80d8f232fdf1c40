import { useMemo, useState } from "preact/hooks";
import { perSecond } from "../charts/history-columns.ts";
import { atTimes, sharedTimes } from "../charts/overlay.ts";
import { TimeChart } from "../charts/time-chart.tsx";
import { dashes } from "../charts/usual-series.ts";
import { axisMsText, countText, msText, rateText } from "../format/figures.ts";
import { Card } from "../parts/card.tsx";
import { Choice } from "../parts/choice.tsx";
import type { RunView } from "../state/protocol.ts";

const percentiles = [
  { value: "p50Ms", label: "p50" },
  { value: "p95Ms", label: "p95" },
  { value: "p99Ms", label: "p99" },
] as const;

/** The lines of two runs over one another, second by second from their starts. */
export function RunOverlay({ a, b }: { readonly a: RunView; readonly b: RunView }) {
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
