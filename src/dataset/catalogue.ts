import { IdList, urnCode } from "./id-list.ts";
import { keyedHash } from "./keyed-hash.ts";
import { keyFor } from "./keys.ts";
import type { Config } from "./schema.ts";

type Assets = Config["assets"];

/** Something that can be watched: a feature or an episode, as a row of the table names it. */
export interface Asset {
  /** Its place in the catalogue. */
  readonly number: number;
  readonly parent: string;
  /** The episode's URN, null for a feature. */
  readonly asset: string | null;
  /** 64 bits of the keyed hash of the id that an answer shows (`asset`, else `parent`), as signed words. */
  readonly hashLow: number;
  readonly hashHigh: number;
}

const cacheSlots = 0x1_0000;

export const generatedPrefixes = {
  user: "PICKUP-LT-",
  feature: "urn:hbo:feature:",
  series: "urn:hbo:series:",
  episode: "urn:hbo:episode:",
} as const;

/** The features of a config, listed ones first. */
export function featureIds(assets: Assets, seed: string): IdList {
  const { count = 0, prefix = generatedPrefixes.feature } = assets.generatedFeatures ?? {};
  return new IdList(assets.features ?? [], { count, prefix }, urnCode(seed, "feature ids"));
}

/** The series of a config, listed ones first. */
export function seriesIds(assets: Assets, seed: string): IdList {
  const rule = { prefix: generatedPrefixes.series, count: assets.generatedSeries?.count ?? 0 };
  return new IdList(assets.series?.map(({ id }) => id) ?? [], rule, urnCode(seed, "series ids"));
}

/** The episodes of all series, in the order of the series. */
export function episodeIds(assets: Assets, seed: string): IdList {
  const { count = 0, episodes = 0 } = assets.generatedSeries ?? {};
  const rule = { prefix: generatedPrefixes.episode, count: count * episodes };
  return new IdList(assets.series?.flatMap((series) => series.episodes) ?? [], rule, urnCode(seed, "episode ids"));
}

/** How many rows a user can have at most: features and series, for a series has one row. */
export function titleCountOf(assets: Assets): number {
  const listed = (assets.features?.length ?? 0) + (assets.series?.length ?? 0);
  return listed + (assets.generatedFeatures?.count ?? 0) + (assets.generatedSeries?.count ?? 0);
}

/**
 * The titles (features, then series) and the assets (features, then episodes) of a config, by number. Keeps the assets
 * last used, so that memory does not grow with the catalogue.
 */
export class Catalogue {
  readonly titles: number;
  readonly #features: IdList;
  readonly #series: IdList;
  readonly #episodes: IdList;
  readonly #episodesPerGenerated: number;
  /** For each listed series the number of episodes before it, and at the end those of all listed series. */
  readonly #listedOffsets: readonly number[];
  readonly #hashKey: ReturnType<typeof keyFor>;
  readonly #cache: Asset[] = [];

  constructor(assets: Assets, seed: string) {
    this.#features = featureIds(assets, seed);
    this.#series = seriesIds(assets, seed);
    this.#episodes = episodeIds(assets, seed);
    this.titles = this.#features.count + this.#series.count;
    this.#episodesPerGenerated = assets.generatedSeries?.episodes ?? 0;
    this.#listedOffsets = offsetsOf(assets.series?.map(({ episodes }) => episodes.length) ?? []);
    this.#hashKey = keyFor(seed, "playback");
  }

  /** How many assets a title has: 1 for a feature, its episodes for a series. */
  assetsIn(title: number): number {
    if (title < this.#features.count) return 1;
    const series = title - this.#features.count;
    return this.#offsetOf(series + 1) - this.#offsetOf(series);
  }

  /** One asset of a title, `choice` from 0 to {@link assetsIn} − 1. */
  assetOf(title: number, choice: number): Asset {
    const features = this.#features.count;
    const number = title < features ? title : features + this.#offsetOf(title - features) + choice;
    const slot = number % cacheSlots;
    const cached = this.#cache[slot];
    if (cached?.number === number) return cached;
    return (this.#cache[slot] = this.#assetNumbered(number, title));
  }

  /** The title of a URN: of an episode that of its series; −1 when it is none of ours. */
  titleOf(urn: string): number {
    const feature = this.#features.indexOf(urn);
    const series = feature < 0 ? this.#series.indexOf(this.seriesOf(urn) ?? urn) : -1;
    return series < 0 ? feature : this.#features.count + series;
  }

  /** The URN of the series of an episode; undefined when the URN is no episode of ours. */
  seriesOf(urn: string): string | undefined {
    const episode = this.#episodes.indexOf(urn);
    if (episode < 0) return undefined;
    const listedEpisodes = this.#listedOffsets.at(-1)!;
    if (episode < listedEpisodes) return this.#series.idOf(intervalOf(this.#listedOffsets, episode));
    const generated = Math.floor((episode - listedEpisodes) / this.#episodesPerGenerated);
    return this.#series.idOf(this.#listedOffsets.length - 1 + generated);
  }

  #assetNumbered(number: number, title: number): Asset {
    const features = this.#features.count;
    const isFeature = title < features;
    const parent = isFeature ? this.#features.idOf(title) : this.#series.idOf(title - features);
    const asset = isFeature ? null : this.#episodes.idOf(number - features);
    const words = new Uint32Array(4);
    keyedHash(this.#hashKey, asset ?? parent, words);
    // Signed words are kept in place, where V8 would keep unsigned ones behind a pointer.
    return { number, parent, asset, hashLow: words[0]! | 0, hashHigh: words[1]! | 0 };
  }

  #offsetOf(series: number): number {
    const listed = this.#listedOffsets.length - 1;
    if (series <= listed) return this.#listedOffsets[series]!;
    return this.#listedOffsets[listed]! + (series - listed) * this.#episodesPerGenerated;
  }
}

function offsetsOf(counts: readonly number[]): number[] {
  const offsets = [0];
  for (const count of counts) offsets.push(offsets.at(-1)! + count);
  return offsets;
}

/** The position of the last offset that is not above `value`. */
function intervalOf(offsets: readonly number[], value: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
