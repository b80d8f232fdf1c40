import { countText, msText, noData, rateText } from "../format/figures.ts";
import { durationText } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import type { SeedingView } from "../state/protocol.ts";
import { Figures, Table } from "../table/table.tsx";

/** What a seeding came to: the same figures as the command's last lines. */
export function SeedingAccount({ view: { progress, dollars, failure } }: { readonly view: SeedingView }) {
  const { written, itemsDone, itemsTotal, units, batches, retries, dead, elapsedMs } = progress;
  const seconds = elapsedMs / 1000;
  return (
    <Card title="Account">
      {failure !== null && <p class="problem">{failure.hint}</p>}
      <Facts
        isWide
        of={[
          ["Written", `${countText(written)} items`],
          ["Done in all", `${countText(itemsDone)} of ${countText(itemsTotal)}`],
          ["Time", durationText(seconds)],
          ["On average", rateText(seconds === 0 ? null : written / seconds)],
          ["Write units", countText(units)],
          ["Cost", dollars === null ? noData : `$${dollars.toFixed(2)}`],
          ["Batches", `${countText(batches)}, p50 ${msText(progress.p50Ms)}, p99 ${msText(progress.p99Ms)}`],
          ...Object.entries(retries).map(([why, items]) => [`Sent again: ${why}`, countText(items)] as const),
          ["Given up", countText(dead)],
        ]}
      />
      <Limits progress={progress} />
    </Card>
  );
}

/** By what limits items were refused, and which keys were too hot. */
function Limits({ progress: { throttles, hotKeys } }: Pick<SeedingView, "progress">) {
  if (throttles.length + hotKeys.length === 0) return null;
  return (
    <Table label="Limits that were met" headings={["Limit", "Of", "Items refused"]} figures={[2, 3]}>
      {throttles.map(({ reason, resource, items }) => (
        <tr key={`${reason} ${resource}`}>
          <th scope="row">{reason}</th>
          <td>{resource}</td>
          <Figures of={[countText(items)]} />
        </tr>
      ))}
      {hotKeys.map(({ key, refusedItems, unitsPerSecond }) => (
        <tr key={key}>
          <th scope="row">hot key, held to {countText(unitsPerSecond)} write units/s</th>
          <td>{key}</td>
          <Figures of={[countText(refusedItems)]} />
        </tr>
      ))}
    </Table>
  );
}
