import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pickupDataset, readConfig } from "../../dataset/index.ts";
import { type Clock, KitError } from "../../ground/index.ts";

/** Finds the row of something that can be watched. */
export interface Catalogue {
  /** The URN of an episode's series, of a feature its own; null for an episode of no known series, and for a series. */
  parentOf(id: string): Promise<string | null>;
}

const lookEveryMs = 500;

/** The catalogue of a config file, which is read when it is needed, and again when it has changed. */
export class LiveCatalogue implements Catalogue {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  #seriesOf: (episode: string) => string | undefined = () => undefined;
  #seen = "";
  #lookAgainAtMs = -Infinity;
  #looking: Promise<void> = Promise.resolve();

  /** `log` is told once of a file that cannot be used; no series is known then. */
  constructor(path: string, clock: Clock, log: (line: string) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#log = log;
  }

  async parentOf(id: string): Promise<string | null> {
    if (this.#clock.now() >= this.#lookAgainAtMs) {
      this.#lookAgainAtMs = this.#clock.now() + lookEveryMs;
      this.#looking = this.#look();
    }
    await this.#looking;
    const series = this.#seriesOf(id);
    if (series !== undefined) return series;
    return /^urn:hbo:(episode|series):/.test(id) ? null : id;
  }

  async #look(): Promise<void> {
    const seen = await fingerprintOf(this.#path);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#seriesOf = () => undefined;
    if (seen === "") return;
    try {
      const { config } = await readConfig(this.#path, this.#clock);
      const dataset = pickupDataset(config);
      this.#seriesOf = (episode) => dataset.seriesOf(episode);
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
      this.#log(`no series is known: ${basename(this.#path)}: ${error.message}`);
    }
  }
}

/** Changes whenever the file does; empty when there is none. */
async function fingerprintOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  return stats === null ? "" : `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}
