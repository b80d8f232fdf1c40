import { formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import type { SeedingProgress } from "../../seeding/index.ts";
import { msText, rateText } from "./figures.ts";
import { type Paint, paintFor, type Screen } from "./paint.ts";

const barWidth = 24;
/** A log should not grow by a line every second. */
const plainLineEveryMs = 5_000;

/** Where a seeding stands, on one line: bar, share, items, rates, what was sent again, latency, time left. */
export function seedingLine(progress: SeedingProgress, paint: Paint): string {
  const { written, planned, secondsLeft, elapsedMs, retries, dead, last } = progress;
  const share = planned === 0 ? 1 : Math.min(1, written / planned);
  const filled = Math.round(share * barWidth);
  const perSecond = elapsedMs === 0 ? 0 : written / (elapsedMs / 1000);
  const again = Object.entries(retries).filter(([, items]) => items > 0);
  return [
    `${paint("green", "█".repeat(filled))}${"░".repeat(barWidth - filled)} ${Math.floor(share * 100)} %`,
    `${formatCount(written)} of ${plural(planned, "item")}`,
    `${rateText(perSecond)}/s`,
    ...(last.limitUnitsPerSecond === null
      ? []
      : [`${rateText(last.unitsPerSecond)} of ${rateText(last.limitUnitsPerSecond)} write units/s`]),
    ...again.map(([reason, items]) => `${formatCount(items)} ${reason}`),
    ...(last.p50Ms === null ? [] : [`batch ${msText(last.p50Ms)} ms, p99 ${msText(last.p99Ms)} ms`]),
    ...(dead.length > 0 ? [paint("red", `${formatCount(dead.length)} given up`)] : []),
    ...(secondsLeft !== null && written < planned ? [`${formatDurationMs(secondsLeft * 1000)} left`] : []),
  ].join(" · ");
}

/** Shows a seeding while it runs: one line drawn over and over on a terminal, else a plain line now and then. */
export class SeedingView {
  readonly #screen: Screen;
  readonly #paint: Paint;
  #lastLineMs = 0;
  #isDrawn = false;
  #isFirst = true;

  constructor(screen: Screen, environment: { readonly [name: string]: string | undefined }) {
    this.#screen = screen;
    this.#paint = paintFor(screen, environment);
  }

  /** Takes the newest progress; the first one tells whether an earlier run is continued. */
  observe(progress: SeedingProgress): void {
    const { elapsedMs, itemsDone, itemsTotal } = progress;
    if (this.#isFirst && itemsDone > 0) {
      this.#screen.write(`going on: ${formatCount(itemsDone)} of ${plural(itemsTotal, "item")} are done already\n`);
    }
    this.#isFirst = false;
    if (this.#screen.isTTY) this.#draw(progress);
    else if (elapsedMs - this.#lastLineMs >= plainLineEveryMs) {
      this.#lastLineMs = elapsedMs;
      this.#screen.write(`${seedingLine(progress, this.#paint)}\n`);
    }
  }

  /** Leaves the last line standing. */
  close(): void {
    if (this.#isDrawn) this.#screen.write("\n");
    this.#isDrawn = false;
  }

  #draw(progress: SeedingProgress): void {
    this.#isDrawn = true;
    this.#screen.write(`\r\u001b[2K${seedingLine(progress, this.#paint)}`);
  }
}
