import { RandomStream, philox4x32, type SeedKey } from "../ground/index.ts";
import { Catalogue, generatedPrefixes } from "./catalogue.ts";
import { digestOfMarkers, seedOf } from "./config-digest.ts";
import { IdList, profileIdCode } from "./id-list.ts";
import { keyedHash } from "./keyed-hash.ts";
import { keyFor } from "./keys.ts";
import { RecordCounts } from "./record-counts.ts";
import type { Config } from "./schema.ts";
import { type TitleChoice, titleChoice } from "./title-choice.ts";

/** Where one viewer stopped watching one title. Positions and lengths in seconds, `timeMs` since 1970. */
export interface Marker {
  /** The feature's URN; for an episode its series' URN. Unique among the markers of a user. */
  readonly parent: string;
  /** The episode's URN; null for a feature. */
  readonly asset: string | null;
  readonly position: number;
  readonly runtime: number;
  readonly timeMs: number;
}

/** A marker of a dataset. */
export interface SeededMarker extends Marker {
  /** Of its asset in the catalogue, so that what belongs to an asset need not be looked up by its name. */
  readonly assetNumber: number;
}

/** Everything that derives from a config: who the users are and which markers each of them has. */
export interface PickupDataset {
  readonly config: Config;
  readonly users: number;
  readonly productCode: string;
  /** Hexadecimal; identifies everything that decides the markers. */
  readonly hash: string;
  idOf(user: number): string;
  /** The user of a profile id; −1 when it is not one of ours. */
  indexOf(id: string): number;
  recordsOf(user: number): number;
  /** The markers of a user, in the order of their record numbers (not of time). Needs no other user's data. */
  rowsOf(user: number): readonly SeededMarker[];
  /** Markers of all users; see {@link PickupDataset.totalIsExpected}. */
  readonly totalMarkers: number;
  /** True when the users are too many to add up their drawn counts: `totalMarkers` is then what is to be expected. */
  readonly totalIsExpected: boolean;
  /** The URN of the series of an episode; undefined when the URN is no episode of ours. */
  seriesOf(asset: string): string | undefined;
  /** A quick test of users that holds for everyone who was seeded a row with one of these ids, and for few others. */
  holdersOf(ids: readonly string[]): (user: number) => boolean;
  /** True when a row with this id (`asset`, else `parent`), time and fields was seeded and not changed since. */
  recognises(id: string, timeMs: number, position: number, runtime: number): boolean;
  /** What a user writes that moves on in a title at `timeMs`: the place follows from title, second and user. */
  movedOn(user: number, marker: Marker, timeMs: number): Marker;
  /**
   * Whose write of {@link PickupDataset.movedOn} a row is: the user's own, another one's, or nobody's (by chance 1 in
   * 20,000 rows that nobody wrote seem to be written, and 1 in 64 rows of others to be the user's own).
   */
  writerOf(user: number, id: string, timeMs: number, position: number, runtime: number): "own" | "another" | "nobody";
}

const positions = { first: 500, count: 500 };
const runtimes = { first: 5000, count: 3000 };
const rowStream = 0;
/** All places where a viewer can stop: a position in a runtime. */
const places = positions.count * runtimes.count;
/** A write is shifted by a number of places below this, which tells the writers of one title in one second apart. */
const writerSteps = 64;
/** Counters under the playback key, so that a seeded and a written row of one second are not alike. */
const playbackOf = { seeded: 1, written: 2 };
const mostUsersToAddUp = 1_000_000;

/** The profile ids of a config, listed ones first. */
export function usersOf(config: Config): IdList {
  const { count = 0, prefix = generatedPrefixes.user } = config.generatedUsers ?? {};
  return new IdList(config.hurleyUserIds ?? [], { count, prefix }, profileIdCode(seedOf(config)));
}

/** The dataset of a config: a pure function, the same on every machine. Loads no validator; the config must be valid. */
export function pickupDataset(config: Config): PickupDataset {
  return new SeededDataset(config);
}

class SeededDataset implements PickupDataset {
  readonly config: Config;
  readonly users: number;
  readonly productCode: string;
  readonly totalIsExpected: boolean;
  readonly #ids: IdList;
  readonly #catalogue: Catalogue;
  readonly #counts: RecordCounts;
  readonly #chooseTitles: TitleChoice;
  readonly #userKey: SeedKey;
  readonly #playbackKey: SeedKey;
  readonly #words = new Uint32Array(4);
  #lastUser = -1;
  #lastId = "";
  #hash: string | undefined;
  #totalMarkers: number | undefined;

  constructor(config: Config) {
    const seed = seedOf(config);
    this.config = config;
    this.productCode = config.productCode;
    this.#ids = usersOf(config);
    this.users = this.#ids.count;
    this.#catalogue = new Catalogue(config.assets, seed);
    const overrides = Object.entries(config.recordsOverrides ?? {});
    this.#counts = new RecordCounts(
      config.recordsPerUser,
      new Map(overrides.map(([id, records]) => [this.#ids.indexOf(id), records])),
    );
    this.#chooseTitles = titleChoice(config.popularity, this.#catalogue.titles, seed);
    this.#userKey = keyFor(seed, "users");
    this.#playbackKey = keyFor(seed, "playback");
    this.totalIsExpected = !this.#counts.fixed && this.users > mostUsersToAddUp;
  }

  get hash(): string {
    return (this.#hash ??= digestOfMarkers(this.config));
  }

  get totalMarkers(): number {
    return (this.#totalMarkers ??= this.#addUp());
  }

  /** Keeps the last id: seeding asks for it once for each row of the user. */
  idOf(user: number): string {
    if (user !== this.#lastUser) {
      this.#lastId = this.#ids.idOf(user);
      this.#lastUser = user;
    }
    return this.#lastId;
  }

  indexOf(id: string): number {
    return this.#ids.indexOf(id);
  }

  recordsOf(user: number): number {
    return this.#counts.of(user, () => this.#keyOf(user));
  }

  rowsOf(user: number): readonly SeededMarker[] {
    const { titles, stream } = this.#titlesOf(user);
    return titles.map((title) => this.#markerOf(title, stream));
  }

  seriesOf(asset: string): string | undefined {
    return this.#catalogue.seriesOf(asset);
  }

  holdersOf(ids: readonly string[]): (user: number) => boolean {
    const wanted = new Set(ids.map((id) => this.#catalogue.titleOf(id)));
    return (user) => this.#titlesOf(user).titles.some((title) => wanted.has(title));
  }

  recognises(id: string, timeMs: number, position: number, runtime: number): boolean {
    const { updateTimeStart, updateTimeEnd } = this.config;
    const second = Math.floor(timeMs / 1000);
    if (second < updateTimeStart || second > updateTimeEnd) return false;
    const words = this.#words;
    keyedHash(this.#playbackKey, id, words);
    this.#playback(words[0]!, words[1]!, second, playbackOf.seeded);
    return position === positionOf(words) && runtime === runtimeOf(words);
  }

  movedOn(user: number, { parent, asset }: Marker, timeMs: number): Marker {
    const first = this.#firstPlaceOf(asset ?? parent, timeMs);
    const place = (first + (this.#keyOf(user).low % writerSteps)) % places;
    const position = positions.first + (place % positions.count);
    const runtime = runtimes.first + Math.floor(place / positions.count);
    return { parent, asset, position, runtime, timeMs };
  }

  writerOf(user: number, id: string, timeMs: number, position: number, runtime: number): "own" | "another" | "nobody" {
    const place = (runtime - runtimes.first) * positions.count + (position - positions.first);
    const step = (place - this.#firstPlaceOf(id, timeMs) + places) % places;
    if (!(step < writerSteps)) return "nobody";
    return step === this.#keyOf(user).low % writerSteps ? "own" : "another";
  }

  /** Where writes of a title in a second begin. */
  #firstPlaceOf(id: string, timeMs: number): number {
    keyedHash(this.#playbackKey, id, this.#words);
    this.#playback(this.#words[0]!, this.#words[1]!, Math.floor(timeMs / 1000), playbackOf.written);
    return this.#words[0]! % places;
  }

  #markerOf(title: number, stream: RandomStream): SeededMarker {
    const { updateTimeStart, updateTimeEnd } = this.config;
    const assets = this.#catalogue.assetsIn(title);
    const { number, parent, asset, hashLow, hashHigh } = this.#catalogue.assetOf(
      title,
      assets > 1 ? stream.integer(assets) : 0,
    );
    const second = updateTimeStart + stream.integer(updateTimeEnd - updateTimeStart);
    const timeMs = second * 1000 + stream.integer(1000);
    this.#playback(hashLow, hashHigh, second, playbackOf.seeded);
    const [position, runtime] = [positionOf(this.#words), runtimeOf(this.#words)];
    return { parent, asset, position, runtime, timeMs, assetNumber: number };
  }

  /** The titles of a user's rows, and the stream from which the rest of them follows. */
  #titlesOf(user: number): { readonly titles: readonly number[]; readonly stream: RandomStream } {
    const key = this.#keyOf(user);
    const stream = new RandomStream(key, rowStream);
    const records = this.#counts.of(user, () => key);
    return { titles: this.#chooseTitles(records, stream), stream };
  }

  /** Hashes an id and the whole second of its time, which is what an answer shows of it. */
  #playback(hashLow: number, hashHigh: number, second: number, purpose: number): void {
    philox4x32(this.#playbackKey.low, this.#playbackKey.high, hashLow, hashHigh, second, purpose, this.#words);
  }

  #keyOf(user: number): SeedKey {
    keyedHash(this.#userKey, this.idOf(user), this.#words);
    return { low: this.#words[0]!, high: this.#words[1]! };
  }

  #addUp(): number {
    if (this.#counts.fixed || this.totalIsExpected) return this.#counts.expectedTotal(this.users);
    let total = 0;
    for (let user = 0; user < this.users; user++) total += this.recordsOf(user);
    return total;
  }
}

function positionOf(words: Uint32Array): number {
  return positions.first + (words[0]! % positions.count);
}

function runtimeOf(words: Uint32Array): number {
  return runtimes.first + (words[1]! % runtimes.count);
}
