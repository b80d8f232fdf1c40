import { useState } from "preact/hooks";
import { Card } from "../parts/card.tsx";
import { Figures, Table } from "../table/table.tsx";
import { Waiting } from "../parts/waiting.tsx";
import { countText, msFigure, noData, partText, rateFigure } from "../format/figures.ts";
import { dateText, durationText } from "../format/times.ts";
import type { RunListEntry } from "../state/protocol.ts";
import { hashOf, home } from "../state/route.ts";
import { useAnswer } from "../state/use-answer.ts";

const verdictTones: { readonly [Word in RunListEntry["verdict"]]: string } = {
  passed: "good",
  failed: "bad",
  invalid: "warn",
  interrupted: "warn",
  unfinished: "warn",
  running: "calm",
};
const headings = [
  "Compare",
  "Run",
  "Verdict",
  "API",
  "Users",
  "Time",
  "Requests",
  "Requests/s",
  "Failures",
  "p50 ms",
  "p95 ms",
  "p99 ms",
];

/** All run folders: open one, or compare two. */
export function Runs({ revision }: { readonly revision: string }) {
  const asked = useAnswer<readonly RunListEntry[]>("api/runs", revision);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (asked.state !== "answered") return <Waiting asked={asked} />;
  const runs = asked.answer;
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2));
  const compare = (
    <div class="row">
      <span class="help" id="compare-reason">
        {chosen.length < 2 ? "Choose two runs to compare them." : "The earlier one is the baseline."}
      </span>
      <button
        type="button"
        aria-disabled={chosen.length < 2}
        aria-describedby="compare-reason"
        onClick={() => chosen.length === 2 && openComparison(runs, chosen)}
      >
        Compare
      </button>
    </div>
  );
  return (
    <Card title="Runs" aside={compare}>
      <Table label="Run folders" headings={headings} figures={[4, Infinity]}>
        {runs.map((run) => (
          <Run key={run.id} run={run} isChosen={chosen.includes(run.id)} onToggle={() => toggle(run.id)} />
        ))}
      </Table>
      {runs.length === 0 && <p class="empty">No run has left a folder yet.</p>}
    </Card>
  );
}

function openComparison(runs: readonly RunListEntry[], chosen: readonly string[]): void {
  const [a, b] = runs
    .filter(({ id }) => chosen.includes(id))
    .toSorted((one, other) => one.startedAtMs - other.startedAtMs);
  location.hash = hashOf({ ...home, tab: "runs", compare: [a!.id, b!.id] });
}

interface RunProps {
  readonly run: RunListEntry;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

function Run({ run, isChosen, onToggle }: RunProps) {
  const { id, startedAtMs, verdict, host, users, durationSeconds, requests, failures } = run;
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={`Compare ${id}`} checked={isChosen} onChange={onToggle} />
      </td>
      <th scope="row" class="name">
        <a href={hashOf({ ...home, run: id })}>{dateText(startedAtMs)}</a> <small>{id.slice(-4)}</small>
      </th>
      <td>
        <span class={`badge tone-${verdictTones[verdict]}`}>{verdict}</span>
      </td>
      <td class="name">{host}</td>
      <Figures
        of={[
          countText(users),
          durationSeconds === null ? noData : durationText(durationSeconds),
          countText(requests),
          rateFigure(run.requestsPerSecond),
          failures === null || requests === null ? noData : partText(failures, requests),
          ...[run.p50Ms, run.p95Ms, run.p99Ms].map(msFigure),
        ]}
      />
    </tr>
  );
}
