import { formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import type { CollectionProgress } from "../../tokens/index.ts";
import { rateText } from "./figures.ts";
import { type Paint, paintFor, type Screen } from "./paint.ts";

const barWidth = 24;
/** A log should not grow by a line every second. */
const plainLineEveryMs = 5_000;

/** Where the fetching of tokens stands, on one line: bar, share, tokens, rate, refusals, time left. */
export function collectionLine({ users, kept, fetched, failed, elapsedMs }: CollectionProgress, paint: Paint): string {
  const done = kept + fetched + failed;
  const share = users === 0 ? 1 : done / users;
  const filled = Math.floor(share * barWidth);
  const perSecond = elapsedMs === 0 ? 0 : (fetched + failed) / (elapsedMs / 1000);
  const leftMs = Math.ceil((users - done) / perSecond) * 1000;
  return [
    `${paint("green", "█".repeat(filled))}${"░".repeat(barWidth - filled)} ${Math.floor(share * 100)} %`,
    `${formatCount(kept + fetched)} of ${plural(users, "token")}`,
    `${rateText(perSecond)}/s`,
    ...(failed > 0 ? [paint("yellow", `${formatCount(failed)} refused`)] : []),
    ...(perSecond > 0 && done < users ? [`${formatDurationMs(leftMs)} left`] : []),
  ].join(" · ");
}

/** Shows the fetching while it runs: one line drawn over and over on a terminal, else a plain line now and then. */
export class CollectionView {
  readonly #screen: Screen;
  readonly #paint: Paint;
  #lastLineMs = 0;
  #isDrawn = false;

  constructor(screen: Screen, environment: { readonly [name: string]: string | undefined }) {
    this.#screen = screen;
    this.#paint = paintFor(screen, environment);
  }

  observe(progress: CollectionProgress): void {
    if (this.#screen.isTTY) {
      this.#isDrawn = true;
      this.#screen.write(`\r\u001b[2K${collectionLine(progress, this.#paint)}`);
    } else if (progress.elapsedMs - this.#lastLineMs >= plainLineEveryMs) {
      this.#lastLineMs = progress.elapsedMs;
      this.#screen.write(`${collectionLine(progress, this.#paint)}\n`);
    }
  }

  /** Leaves the last line standing. */
  close(): void {
    if (this.#isDrawn) this.#screen.write("\n");
    this.#isDrawn = false;
  }
}
