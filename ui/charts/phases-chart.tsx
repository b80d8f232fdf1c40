import { useMemo } from "preact/hooks";
import { axisMsText, msFigure, msText } from "../format/figures.ts";
import type { RunView, StatisticsRow } from "../state/protocol.ts";
import { Figures, Table } from "../table/table.tsx";
import { timesOf } from "./history-columns.ts";
import { TimeChart } from "./time-chart.tsx";
import { dashes } from "./usual-series.ts";

const phases = [
  { key: "dns", label: "DNS", column: "dnsMs", colour: "series-dns", dash: dashes.dot },
  { key: "connect", label: "connect", column: "connectMs", colour: "series-connect", dash: dashes.long },
  { key: "tls", label: "TLS", column: "tlsMs", colour: "series-tls", dash: dashes.short },
  { key: "firstByte", label: "first byte", column: "firstByteMs", colour: "series-first-byte", dash: dashes.solid },
  { key: "download", label: "download", column: "downloadMs", colour: "series-download", dash: [6, 2, 1.5, 2] },
] as const;

/** Where the time of a request goes: over the run, and in figures. */
export function PhasesChart({ view, height }: { readonly view: RunView; readonly height: number }) {
  const { history, seconds } = view;
  const times = useMemo(() => timesOf(history), [history.length, history.stepSeconds]);
  return (
    <section class="card" aria-label="Phases of a request">
      <TimeChart
        title="Phases"
        hint="Mean time of each phase of answered requests; DNS, connect and TLS only of requests that opened a connection."
        times={times}
        seconds={seconds}
        series={phases.map(({ label, column, colour, dash }) => ({
          label,
          colour,
          dash,
          column: [...history.total[column]],
        }))}
        format={msText}
        axisFormat={axisMsText}
        height={height - 64}
      />
      <PhaseTable row={view.total} />
    </section>
  );
}

const allPhases = [
  ["wait", "wait for a connection"],
  ["dns", "DNS"],
  ["connect", "connect"],
  ["tls", "TLS"],
  ["send", "send"],
  ["firstByte", "first byte"],
  ["download", "download"],
] as const;

/** Mean and p95 of every phase of the run so far. */
export function PhaseTable({ row }: { readonly row: StatisticsRow }) {
  return (
    <Table
      label="Phases of a request in figures"
      kind="compact"
      headings={["Phase", ...allPhases.map(([, name]) => name)]}
    >
      {(["mean", "p95"] as const).map((figure) => (
        <tr key={figure}>
          <th scope="row">{figure} ms</th>
          <Figures of={allPhases.map(([phase]) => msFigure(row.phasesMs[phase]?.[figure] ?? null))} />
        </tr>
      ))}
    </Table>
  );
}
