import { thinned } from "../charts/history-columns.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { countText, msText, rateFigure, shareText } from "../format/figures.ts";
import { Icon } from "../parts/icon.tsx";
import type { RunView } from "../state/protocol.ts";
import { figuresOf, headlineOf, isUnderWay } from "./headline.ts";
import { Thresholds } from "./thresholds.tsx";
import { Tile } from "./tile.tsx";

const sparkPoints = 60;

/** The run at a glance: how it stands, its figures, its thresholds. */
export function VerdictStrip({ view }: { readonly view: RunView }) {
  const { word, tone, sentence } = headlineOf(view);
  const figures = figuresOf(view);
  const { total, length } = view.history;
  const recent = (column: readonly (number | null)[]) => thinned(column.slice(Math.max(0, length - 600)), sparkPoints);
  return (
    <section class="strip" aria-label="The run at a glance">
      <div class={`verdict tone-${tone}`}>
        <Icon name={tone} />
        <div>
          <strong>{word}</strong>
          <p>{sentence}</p>
        </div>
      </div>
      <dl class="tiles">
        <Tile
          name="Requests"
          value={rateFigure(figures.requestsPerSecond)}
          unit="/s"
          note={`${countText(figures.requests)} in all`}
        >
          <Sparkline column={recent(total.requests)} colour="series-rate" />
        </Tile>
        <Tile
          name="Failures"
          value={shareText(figures.failureShare)}
          note={`${countText(figures.failures)} failed · ${countText(view.total.wrongContent)} wrong`}
          tone={figures.failures > 0 ? "bad" : "calm"}
        />
        <Tile name="p50" value={msText(figures.p50Ms)}>
          <Sparkline column={recent(total.p50Ms)} colour="series-p50" />
        </Tile>
        <Tile name="p95" value={msText(figures.p95Ms)}>
          <Sparkline column={recent(total.p95Ms)} colour="series-p95" />
        </Tile>
        <Tile name="p99" value={msText(figures.p99Ms)}>
          <Sparkline column={recent(total.p99Ms)} colour="series-p99" />
        </Tile>
        <UsersTile view={view} />
        <HealthTile view={view} />
      </dl>
      <Thresholds rows={view.thresholds} />
    </section>
  );
}

function UsersTile({ view: { now, run, state } }: { readonly view: RunView }) {
  const target =
    run.editable === "arrival-rate"
      ? `${rateFigure(now.target)} starts/s asked`
      : `of ${countText(now.target ?? run.users)}`;
  return (
    <Tile
      name="Users"
      value={countText(now.users)}
      note={isUnderWay({ state }) ? target : `peak ${countText(run.users)}`}
    />
  );
}

function HealthTile({ view: { now, summary } }: { readonly view: RunView }) {
  const { saturated, latenessP99Ms, busiestCpuShare } = now.health;
  const isSaturated = summary?.generator.saturated ?? saturated;
  const lateness = summary === null ? latenessP99Ms : (summary.generator.lateness?.p99 ?? null);
  const cpu = busiestCpuShare === null ? "" : ` · CPU ${shareText(Math.round(busiestCpuShare * 100) / 100)}`;
  return (
    <Tile
      name="Generator"
      value={isSaturated ? "saturated" : "healthy"}
      note={`${msText(lateness)} late (p99)${cpu}`}
      tone={isSaturated ? "bad" : "good"}
      isWord
    />
  );
}
