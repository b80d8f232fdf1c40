import { bytesText, changeText, msText, noData, rateText, shareText } from "../format/figures.ts";
import { Card } from "../parts/card.tsx";
import type { ComparisonRow } from "../state/protocol.ts";
import { Figures, Table } from "../table/table.tsx";

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

/** What differs between two runs, how sure that is, and whether it is good. */
export function Differences({ rows }: { readonly rows: readonly ComparisonRow[] }) {
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
      ? noData
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
