import { countText, msText, partText, rateFigure } from "../format/figures.ts";
import { durationText } from "../format/times.ts";
import { Icon } from "../parts/icon.tsx";
import type { SeedingView } from "../state/protocol.ts";
import { Tile } from "../strip/tile.tsx";

const headlines = {
  running: ["good", "Writing", "Items count once the table has acknowledged them."],
  ended: ["good", "All written", "Every item is acknowledged."],
  stopped: ["warn", "Stopped", "The same command goes on from here."],
  failed: ["bad", "Failed", "The same command goes on from here once the cause is mended."],
} as const;

/** The seeding at a glance. */
export function SeedingStrip({ view: { state, progress, failure } }: { readonly view: SeedingView }) {
  const { itemsDone, itemsTotal, last, retries, dead, secondsLeft } = progress;
  const [tone, word, sentence] = headlines[state];
  const again = Object.values(retries).reduce((sum, items) => sum + items, 0);
  const limit = last.limitUnitsPerSecond === null ? "no limit known" : `of ${rateFigure(last.limitUnitsPerSecond)}/s`;
  return (
    <section class="strip" aria-label="The seeding at a glance">
      <div class={`verdict tone-${tone}`}>
        <Icon name={tone} />
        <div>
          <strong>{word}</strong>
          <p>{failure?.message ?? sentence}</p>
        </div>
      </div>
      <dl class="tiles">
        <Tile name="Done" value={partText(itemsDone, itemsTotal)} note={`${countText(itemsDone)} items`} />
        <Tile name="Items" value={rateFigure(last.itemsPerSecond)} unit="/s" note={`of ${countText(itemsTotal)}`} />
        <Tile name="Write units" value={rateFigure(last.unitsPerSecond)} unit="/s" note={limit} />
        <Tile name="Batch p50" value={msText(last.p50Ms)} note={`${msText(progress.p50Ms)} so far`} />
        <Tile name="Batch p99" value={msText(last.p99Ms)} note={`${msText(progress.p99Ms)} so far`} />
        <Tile
          name="Sent again"
          value={countText(again)}
          note={`${countText(dead)} given up`}
          tone={dead > 0 ? "bad" : "calm"}
        />
        <Tile
          name="Time left"
          value={state === "running" && secondsLeft !== null ? durationText(secondsLeft) : "–"}
          note={`${countText(progress.batches)} batches`}
        />
      </dl>
    </section>
  );
}
