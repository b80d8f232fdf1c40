import { countText, noData } from "../format/figures.ts";
import { dateText, durationText } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { Icon } from "../parts/icon.tsx";
import type { Comparison as ComparisonView, RunListEntry, RunView } from "../state/protocol.ts";
import { Differences } from "./differences.tsx";
import { RunOverlay } from "./run-overlay.tsx";

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
      <RunOverlay a={a} b={b} />
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
