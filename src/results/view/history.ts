import { endpointLabel, type EndpointTick, type Tick } from "../../stats/index.ts";
import type { EndpointColumns, HistoryMark, RunHistoryView } from "../run-history-view.ts";
import type { RunTick } from "../run-view.ts";
import { commaSeparated } from "./comma-separated.ts";
import { GeneratorColumns } from "./generator-columns.ts";
import { Heatmap } from "./heatmap.ts";
import { Series } from "./series.ts";

/** Steps of one second until two hours are full. */
export const mostSteps = 7200;
/** Endpoints with columns of their own. */
const mostEndpoints = 50;
/** A newcomer must be so much busier than the quietest charted endpoint, or the two would take turns. */
const takeOver = 1.5;

interface Charted {
  readonly method: string;
  readonly name: string;
  readonly series: Series;
  requests: number;
  /** The last step with a request in it. */
  index: number;
}

/** A run in columns, built from its ticks. Memory: about 60 bytes a step for each of at most 51 lines. */
export class History {
  readonly stepSeconds: number;
  /** Steps so far. */
  length = 0;
  readonly #total = new Series();
  readonly #generator = new GeneratorColumns();
  readonly #heatmap = new Heatmap();
  readonly #charted = new Map<string, Charted>();
  /** Requests so far of endpoints without columns. */
  readonly #waiting = new Map<string, number>();

  constructor(stepSeconds: number) {
    this.stepSeconds = stepSeconds;
  }

  /** True when the step should double. */
  get isFull(): boolean {
    return this.length >= mostSteps;
  }

  /** Adds a second, in their order; a second may come twice. True when the heatmap was thinned, so that all is new. */
  add(tick: Tick): boolean {
    const index = Math.floor(tick.second / this.stepSeconds);
    this.length = Math.max(this.length, index + 1);
    this.#generator.add(index, tick);
    for (const endpoint of tick.endpoints) this.#addEndpoint(index, endpoint);
    this.#total.close();
    for (const charted of this.#charted.values()) if (charted.index === index) charted.series.close();
    return this.#heatmap.add(tick);
  }

  view(marks: readonly HistoryMark[]): RunHistoryView {
    const { length, stepSeconds } = this;
    return {
      stepSeconds,
      length,
      total: { ...this.#total.columns(length), ...this.#generator.columns(length) },
      endpoints: Array.from(this.#charted.values(), ({ method, name, series }): EndpointColumns => {
        return { method, name, ...series.columns(length) };
      }),
      heatmap: this.#heatmap.view(),
      marks,
    };
  }

  /** The view as JSON; what is behind is written already. */
  json(marks: readonly HistoryMark[]): string {
    const { length, stepSeconds } = this;
    const endpoints = Array.from(this.#charted.values(), ({ method, name, series }) => {
      return `${JSON.stringify({ method, name }).slice(0, -1)},${series.members(length)}}`;
    });
    return commaSeparated([
      `{"stepSeconds":${stepSeconds},"length":${length}`,
      `"total":{${this.#total.members(length)},${this.#generator.members(length)}}`,
      `"endpoints":[${commaSeparated(endpoints)}]`,
      `"heatmap":${this.#heatmap.toJson()}`,
      `"marks":${JSON.stringify(marks)}}`,
    ]);
  }

  /** The step of the last second, as it stands. */
  latest(): Pick<RunTick, "index" | "total" | "endpoints" | "heatmap"> {
    const index = this.length - 1;
    const active = [...this.#charted.values()].filter((charted) => charted.index === index);
    return {
      index,
      total: { ...this.#total.pointAt(index), ...this.#generator.pointAt(index) },
      endpoints: active.map(({ method, name, series }) => ({ method, name, ...series.pointAt(index) })),
      heatmap: this.#heatmap.latest(),
    };
  }

  #addEndpoint(index: number, tick: EndpointTick): void {
    this.#total.add(index, tick);
    const charted = this.#chartedFor(index, tick);
    if (charted === null) return;
    charted.requests += tick.requests;
    charted.index = index;
    charted.series.add(index, tick);
  }

  #chartedFor(index: number, { method, name, requests }: EndpointTick): Charted | null {
    const label = endpointLabel(method, name);
    const known = this.#charted.get(label);
    if (known !== undefined) return known;
    const before = this.#waiting.get(label) ?? 0;
    if (this.#charted.size >= mostEndpoints && !this.#makeRoom(before + requests)) {
      this.#waiting.set(label, before + requests);
      return null;
    }
    this.#waiting.delete(label);
    const series = new Series(before === 0 ? 0 : index);
    const charted = { method, name, series, requests: before, index };
    this.#charted.set(label, charted);
    return charted;
  }

  /** Gives up the quietest endpoint for one of so many requests, when that is worth it. */
  #makeRoom(requests: number): boolean {
    const [label, quietest] = [...this.#charted].reduce((least, next) =>
      next[1].requests < least[1].requests ? next : least,
    );
    if (requests < quietest.requests * takeOver) return false;
    this.#charted.delete(label);
    this.#waiting.set(label, quietest.requests);
    return true;
  }
}
