import { countOf, LatencyHistogram, percentileMsOf, type Phase, type Tick } from "../../stats/index.ts";
import type { SeriesColumns, TotalColumns } from "../run-history-view.ts";
import { Column } from "./column.ts";
import { type ColumnSet, columnsIn, membersIn, pointIn } from "./column-set.ts";
import { roundedMs } from "./rounded-ms.ts";

/** What the columns of the total have beside those of every endpoint. */
type RunColumns = Omit<TotalColumns, keyof SeriesColumns>;

const charted = { dns: "dnsMs", connect: "connectMs", tls: "tlsMs", firstByte: "firstByteMs", download: "downloadMs" };
const chartedPhases = Object.entries(charted) as [Phase, keyof RunColumns][];

/** Of the whole run in each step: users, bytes, phases, and how the generator itself did. */
export class GeneratorColumns {
  readonly #columns: ColumnSet<RunColumns> = {
    users: new Column(null),
    bytesReceived: new Column(0),
    dnsMs: new Column(null),
    connectMs: new Column(null),
    tlsMs: new Column(null),
    firstByteMs: new Column(null),
    downloadMs: new Column(null),
    latenessP99Ms: new Column(null),
    cpuShare: new Column(null),
  };
  /** Of the step that is open. */
  readonly #lateness = new LatencyHistogram();
  readonly #phases = new Map(chartedPhases.map(([phase]) => [phase, { count: 0, sumUs: 0 }]));
  #index = -1;
  #users = 0;
  #bytesReceived = 0;
  #cpuMs = 0;
  #elapsedMs = 0;

  /** Adds a second to step `index`. */
  add(index: number, tick: Tick): void {
    if (index !== this.#index) this.#open(index);
    this.#users = tick.users;
    this.#lateness.merge(tick.lateness);
    this.#cpuMs += tick.generator.cpuMs;
    this.#elapsedMs += tick.generator.elapsedMs;
    for (const { bytesReceived, phases } of tick.endpoints) {
      this.#bytesReceived += bytesReceived;
      for (const [phase, total] of this.#phases) {
        total.count += countOf(phases[phase]);
        total.sumUs += phases[phase].sum;
      }
    }
    this.#write(index);
  }

  pointAt(index: number) {
    return pointIn(this.#columns, index);
  }

  columns(length: number): RunColumns {
    return columnsIn(this.#columns, length);
  }

  /** The columns as the members of a JSON object. */
  members(length: number): string {
    return membersIn(this.#columns, length);
  }

  #open(index: number): void {
    this.#index = index;
    this.#bytesReceived = 0;
    this.#cpuMs = 0;
    this.#elapsedMs = 0;
    this.#lateness.clear();
    for (const total of this.#phases.values()) Object.assign(total, { count: 0, sumUs: 0 });
  }

  #write(index: number): void {
    const columns = this.#columns;
    columns.users.set(index, this.#users);
    columns.bytesReceived.set(index, this.#bytesReceived);
    for (const [phase, name] of chartedPhases) {
      const { count, sumUs } = this.#phases.get(phase)!;
      if (count > 0) columns[name].set(index, roundedMs(sumUs / count / 1000));
    }
    if (this.#lateness.count > 0) columns.latenessP99Ms.set(index, roundedMs(percentileMsOf(this.#lateness, 99)));
    if (this.#elapsedMs > 0) columns.cpuShare.set(index, Math.round((this.#cpuMs / this.#elapsedMs) * 1000) / 1000);
  }
}
