import { bytesText, counted, countText, msText, noData, shareText } from "../format/figures.ts";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { Figures, Table } from "../table/table.tsx";
import type { RunView, WorkerRow } from "../state/protocol.ts";

/** How the load generator does: each worker, and what all of them together use. */
export function Workers({ view }: { readonly view: RunView }) {
  const { health } = view.now;
  return (
    <Card title="Workers" aside={`${counted(view.workers.length, "worker")}, a core each at most`}>
      <Facts
        isWide
        of={[
          ["Lateness (p99)", msText(health.latenessP99Ms)],
          ["Event loop lag (p99)", msText(health.loopLagP99Ms)],
          ["Late starts", countText(health.lateStarts)],
          ["Missed starts", countText(health.missedStarts)],
          ["Open files", ofLimit(health.openFiles, health.openFilesLimit)],
          ["Local ports", ofLimit(health.localPorts, health.localPortsLimit)],
        ]}
      />
      <Table label="Each worker" figures={[2, Infinity]} headings={headings}>
        {view.workers.map((worker) => (
          <Worker key={worker.id} worker={worker} />
        ))}
      </Table>
    </Card>
  );
}

/** A limit of 0 is not known. */
function ofLimit(count: number, limit: number): string {
  return limit > 0 ? `${countText(count)} of ${countText(limit)}` : countText(count);
}

const headings = ["Worker", "State", "Users", "CPU now", "CPU average", "Loop lag p99", "Memory of its process"];

function Worker({ worker }: { readonly worker: WorkerRow }) {
  const { id, users, cpuShare, meanCpuShare, loopLagP99Ms, rssBytes, isLost } = worker;
  return (
    <tr>
      <th scope="row">{id}</th>
      <td>
        <span class={`badge ${isLost ? "tone-bad" : "tone-good"}`}>{isLost ? "lost" : "at work"}</span>
      </td>
      <Figures
        of={[
          countText(users),
          cpuShare === null
            ? noData
            : [
                <meter min={0} max={1} high={0.8} value={cpuShare} aria-label={`CPU of worker ${id}`} />,
                " ",
                wholeShare(cpuShare),
              ],
          wholeShare(meanCpuShare),
          msText(loopLagP99Ms),
          bytesText(rssBytes),
        ]}
      />
    </tr>
  );
}

/** The share of a core in whole percent: more would be noise. */
function wholeShare(share: number | null): string {
  return shareText(share === null ? null : Math.round(share * 100) / 100);
}
