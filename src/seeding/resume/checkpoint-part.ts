import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { type Clock, systemCodeOf, type Timer } from "../../ground/index.ts";
import type { DeadLetter, RangeState } from "./range-state.ts";

/** Where a worker keeps how far it is; `session` ties the files to the checkpoint they belong to. */
export interface PartPlace {
  readonly path: string;
  readonly session: string;
}

/** How far one worker is with its share. */
export interface PartState {
  readonly ranges: readonly RangeState[];
  /** Items acknowledged in this session. */
  readonly written: number;
  readonly dead: readonly DeadLetter[];
  readonly unitsPerSecond: number;
}

export interface PartFile extends PartState {
  readonly session: string;
  /** Counts up: of two slots the higher one is the newer. */
  readonly number: number;
}

/** What a kill may cost at most, beside what is in flight. */
const everyMs = 50;
/** The two files that a worker writes in turn. */
export const slots = ["a", "b"] as const;

/** Of a worker's part, one of its two files. */
export function slotPath({ path }: PartPlace, slot: (typeof slots)[number]): string {
  return `${path}-${slot}`;
}

/**
 * Writes one worker's state many times a second, in turn into one of two files, a line each: after kill -9 at least one
 * of them is whole and tells what was acknowledged until a moment ago. Costs one system call; nothing is flushed to the
 * disk, because the operating system survives.
 */
export class CheckpointPart {
  readonly #place: PartPlace;
  readonly #clock: Clock;
  readonly #state: () => PartState;
  #files: readonly number[] = [];
  #number = 0;
  #lastWritten = -1;
  #timer: Timer | undefined;

  constructor(place: PartPlace, clock: Clock, state: () => PartState) {
    this.#place = place;
    this.#clock = clock;
    this.#state = state;
  }

  /** Writes from now on. Throws the system's error when the files cannot be written. */
  begin(): void {
    this.#files = slots.map((slot) => openSync(slotPath(this.#place, slot), "w"));
    this.#write();
    this.#again();
  }

  /** Writes a last time. */
  end(): void {
    this.#timer?.cancel();
    if (this.#files.length === 0) return;
    this.#write();
    for (const file of this.#files) closeSync(file);
    this.#files = [];
  }

  #again(): void {
    this.#timer = this.#clock.after(everyMs, () => {
      this.#write();
      this.#again();
    });
  }

  /** What an earlier, longer line has left behind the line feed is not read. */
  #write(): void {
    const state = this.#state();
    const progress = state.written + state.dead.length;
    if (progress === this.#lastWritten) return;
    this.#lastWritten = progress;
    const part: PartFile = { session: this.#place.session, number: this.#number, ...state };
    const json = JSON.stringify(part);
    writeSync(this.#files[this.#number++ % slots.length]!, `${crc32(json)} ${json}\n`, 0);
  }
}

/** The newest whole state of a worker, or undefined when there is none. */
export function readPart(place: PartPlace): PartFile | undefined {
  const found = slots.map((slot) => readSlot(slotPath(place, slot)));
  return found.reduce((newest, part) => ((part?.number ?? -1) > (newest?.number ?? -1) ? part : newest));
}

function readSlot(path: string): PartFile | undefined {
  try {
    const [line = ""] = readFileSync(path, "utf8").split("\n", 1);
    const json = line.slice(line.indexOf(" ") + 1);
    // Who was killed while writing leaves half a line, with the rest of an older one behind it.
    return Number(line.split(" ", 1)[0]) === crc32(json) ? (JSON.parse(json) as PartFile) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
