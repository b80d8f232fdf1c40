import type {
  EndpointColumns,
  HistoryMark,
  Point,
  SeriesColumns,
  TotalColumns,
} from "../../src/results/run-history-view.ts";
import type { FailureRow, RunTick, RunView, StatisticsRow } from "../../src/results/run-view.ts";
import { applyTick } from "../../ui/state/apply-tick.ts";
import { simulatedFailures } from "./simulated-failures.ts";

export interface SimulatedOptions {
  readonly id?: string;
  /** How many endpoints; the first ones have names of the service. */
  readonly endpoints?: number;
  readonly users?: number;
  /** What a name, a message and a user id are made of besides: hostile text. */
  readonly hostile?: string;
  /** Multiplies every latency. */
  readonly slowness?: number;
}

const names = [
  ["GET", "/continuewatchinghistory"],
  ["POST", "/markers/{id}"],
  ["GET", "/markers/{id},{id}"],
  ["GET", "/profiles/{id}/recommendations"],
  ["GET", "/catalogue/series/{id}"],
  ["DELETE", "/markers/{id}"],
] as const;

/** Without a clock and without chance: the same options give the same run. */
export class SimulatedView {
  readonly options: Required<SimulatedOptions>;
  /** As a page that saw every tick knows it. */
  view: RunView;
  #second = 0;
  readonly #sums: { requests: number; failures: number; wrongContent: number }[];

  constructor(options: SimulatedOptions = {}) {
    this.options = { id: "2026-11-23T22-15-03-ab12", endpoints: 6, users: 120, hostile: "", slowness: 1, ...options };
    this.#sums = Array.from({ length: this.options.endpoints + 1 }, () => ({
      requests: 0,
      failures: 0,
      wrongContent: 0,
    }));
    this.view = this.#emptyView();
  }

  /** The next second; the view has it already. */
  tick(): RunTick {
    const tick = this.#makeTick(this.#second++);
    this.view = applyTick(this.view, tick);
    return tick;
  }

  /** So many seconds on. */
  run(seconds: number): this {
    for (let second = 0; second < seconds; second++) this.tick();
    return this;
  }

  #makeTick(second: number): RunTick {
    const points = this.#sums.slice(1).map((_, index) => this.#endpointPoint(index, second));
    const sum = (of: keyof SeriesColumns) => points.reduce((total, point) => total + (point[of] ?? 0), 0);
    const requests = sum("requests");
    const weighted = (of: keyof SeriesColumns) =>
      points.reduce((total, point) => total + point[of]! * point.requests!, 0) / requests;
    const total: Point<TotalColumns> = {
      requests,
      failures: sum("failures"),
      wrongContent: sum("wrongContent"),
      p50Ms: round(weighted("p50Ms")),
      p95Ms: round(weighted("p95Ms")),
      p99Ms: round(weighted("p99Ms") * 1.1),
      maxMs: round(weighted("maxMs") * 1.4),
      users: this.#users(second),
      bytesReceived: requests * 2380,
      dnsMs: second < 40 ? 0.6 + wave(second, 9) * 0.2 : null,
      connectMs: second < 90 ? 1.4 + wave(second, 3) * 0.4 : null,
      tlsMs: second < 90 ? 3.8 + wave(second, 5) : null,
      firstByteMs: round(weighted("p50Ms") * 1.05),
      downloadMs: round(0.9 + wave(second, 7) * 0.3),
      latenessP99Ms: round(0.3 + 0.2 * wave(second, 4)),
      cpuShare: round(0.1 + (0.3 * this.#users(second)) / this.options.users),
    };
    this.#add(0, total);
    points.forEach((point, index) => this.#add(index + 1, point));
    const column = Math.floor(second / 5);
    return {
      state: "running",
      seconds: second + 1,
      index: second,
      total,
      endpoints: points,
      heatmap: { column, cells: this.#cells(second) },
      now: this.#now(second, total),
      totalRow: this.#row(0, total, "", "Total"),
      rows: points.map((point, index) => this.#row(index + 1, point, point.method, point.name)),
      failures: second % 20 === 3 ? this.#failures(second) : [],
      exceptions: second === 30 ? [this.#exception()] : [],
      workers: ["1", "2"].map((id) => ({
        id,
        users: this.#users(second) / 2,
        cpuShare: total.cpuShare,
        meanCpuShare: 0.31,
        loopLagP99Ms: 11.4,
        rssBytes: 164_000_000,
        isLost: false,
      })),
      thresholds: [
        {
          expression: "failures<1%",
          observed: (this.#sums[0]!.failures * 100) / Math.max(1, this.#sums[0]!.requests),
          limit: 1,
          unit: "%",
          state: "passed",
        },
        {
          expression: "wrong-content==0",
          observed: this.#sums[0]!.wrongContent,
          limit: 0,
          unit: "",
          state: this.#sums[0]!.wrongContent > 0 ? "crossed" : "passed",
        },
        {
          expression: "p99<300ms",
          observed: total.p99Ms,
          limit: 300,
          unit: "ms",
          state: total.p99Ms! < 300 ? "passed" : "crossed",
        },
        {
          expression: "GET /catalogue/series/{id}: p95[60s]<200ms",
          observed: second < 60 ? null : 61.2,
          limit: 200,
          unit: "ms",
          state: second < 60 ? "none" : "passed",
        },
      ],
      marks: this.#marks(second),
    };
  }

  #users(second: number): number {
    const { users } = this.options;
    const peak = second < 300 ? Math.round(users * 0.6) : users;
    return (
      2 * Math.ceil(Math.min(peak, Math.max(1, second < 300 ? second * 1.5 : users * 0.6 + (second - 300) * 1.5)) / 2)
    );
  }

  #endpointPoint(index: number, second: number): Point<EndpointColumns> & { method: string; name: string } {
    const [method, name] = this.#nameOf(index);
    const users = this.#users(second);
    const load = users / this.options.users;
    const requests = Math.max(
      0,
      Math.round(((users * 3.1) / (1 + index * 0.9)) * (0.94 + 0.12 * wave(second, index + 2))),
    );
    const slow =
      (1 + load ** 4 * 1.6) *
      (second % 97 > 92 ? 1.7 : 1) *
      (0.95 + 0.1 * wave(second, index + 11)) *
      this.options.slowness;
    const base = (18 + index * 7.3) * slow;
    const failures = index % 3 === 0 && second % 17 < 3 && second > 20 ? 1 + (second % 3) : 0;
    return {
      method,
      name,
      requests,
      failures,
      wrongContent: index === 0 && second % 61 === 23 ? 1 : 0,
      p50Ms: round(base),
      p95Ms: round(base * (2.3 + 0.4 * wave(second, 6))),
      p99Ms: round(base * (3.6 + 0.9 * wave(second, 8))),
      maxMs: round(base * (5 + 2 * wave(second, 10))),
    };
  }

  #nameOf(index: number): readonly [string, string] {
    const { hostile } = this.options;
    const [method, name] = names[index] ?? ["GET", `/api/v1/resource-${index}/{id}`];
    return [method, index < 2 && hostile !== "" ? `${name}${hostile}` : name];
  }

  #cells(second: number): number[] {
    const load = this.#users(second) / this.options.users;
    const middle = Math.log2(24_000 * (1 + load ** 4 * 1.6) * (second % 97 > 92 ? 1.7 : 1)) * 8;
    const cells: number[] = [];
    for (let offset = -14; offset <= 26; offset++) {
      const first = Math.exp(-((offset / 5) ** 2));
      const slower = 0.09 * Math.exp(-(((offset - 17) / 3.2) ** 2));
      const count = Math.round((first + slower) * load * 900 * (0.8 + 0.4 * wave(second + offset, 13)));
      if (count > 0) cells.push(Math.round(middle) + offset, count);
    }
    return cells;
  }

  #add(index: number, point: Point<SeriesColumns>): void {
    const sums = this.#sums[index]!;
    sums.requests += point.requests ?? 0;
    sums.failures += point.failures ?? 0;
    sums.wrongContent += point.wrongContent ?? 0;
  }

  #row(index: number, point: Point<SeriesColumns>, method: string, name: string): StatisticsRow {
    const { requests, failures, wrongContent } = this.#sums[index]!;
    const p50 = point.p50Ms ?? 0;
    const figures = (scale: number) => ({ mean: round(p50 * scale), p95: round(p50 * scale * 2.2) });
    return {
      method,
      name,
      requests,
      failures,
      wrongContent,
      medianMs: p50,
      p95Ms: point.p95Ms,
      p99Ms: point.p99Ms,
      meanMs: round(p50 * 1.23),
      minMs: round(p50 * 0.31),
      maxMs: point.maxMs,
      meanBytes: 2380 + index * 310,
      currentRequestsPerSecond: point.requests!,
      currentFailuresPerSecond: point.failures! / 10,
      outcomes: {
        ok: requests - failures,
        "http-error": Math.max(0, failures - wrongContent),
        "check-failed": 0,
        "wrong-content": wrongContent,
        timeout: 0,
        "connection-error": 0,
        leak: 0,
      },
      serviceMs: null,
      phasesMs: {
        wait: figures(0.01),
        dns: figures(0.02),
        connect: figures(0.06),
        tls: figures(0.16),
        send: figures(0.01),
        firstByte: figures(0.9),
        download: figures(0.07),
      },
    };
  }

  #now(second: number, total: Point<TotalColumns>): RunTick["now"] {
    return {
      users: this.#users(second),
      target: this.#users(second + 1),
      requestsPerSecond: total.requests!,
      failuresPerSecond: total.failures! / 10,
      failureShare: this.#sums[0]!.failures / Math.max(1, this.#sums[0]!.requests),
      p50Ms: total.p50Ms,
      p95Ms: total.p95Ms,
      p99Ms: total.p99Ms,
      health: {
        saturated: false,
        reasons: [],
        latenessP99Ms: 0.42,
        loopLagP99Ms: 11.4,
        busiestCpuShare: total.cpuShare,
        lateStarts: 3,
        missedStarts: 0,
        openFiles: 148,
        openFilesLimit: 65_536,
        localPorts: 20,
        localPortsLimit: 28_232,
      },
    };
  }

  #failures(second: number): readonly FailureRow[] {
    return simulatedFailures(this.view.run.startedAtMs, second, this.options.hostile, this.#nameOf(0)[1]);
  }

  #exception(): RunTick["exceptions"][number] {
    const { startedAtMs } = this.view.run;
    return {
      key: "e1",
      kind: "script",
      code: "TypeError",
      count: 4,
      where: "continueWatchingHistory",
      message: `Cannot read properties of undefined (reading 'id')${this.options.hostile}`,
      stack:
        "TypeError: Cannot read properties of undefined (reading 'id')\n    at continueWatchingHistory (my-test.ts:14:31)\n    at VirtualUser.play (virtual-user.ts:61:9)",
      firstSeenMs: startedAtMs + 21_000,
      lastSeenMs: startedAtMs + 30_000,
    };
  }

  #marks(second: number): readonly HistoryMark[] {
    if (second === 15) return [{ second, kind: "warm-up", text: "Warm-up over" }];
    const { users } = this.options;
    return second === 300 ? [{ second, kind: "edit", text: `${Math.round(users * 0.6)} → ${users} users` }] : [];
  }

  #emptyView(): RunView {
    const { id, users, endpoints } = this.options;
    const startedAtMs = Date.UTC(2026, 10, 23, 22, 15, 3);
    const empty = () => ({ requests: [], failures: [], wrongContent: [], p50Ms: [], p95Ms: [], p99Ms: [], maxMs: [] });
    return {
      run: {
        id,
        startedAtMs,
        host: "https://pickup.snp.example.com",
        testName: "continue-watching.ts",
        users,
        workers: 2,
        editable: "users",
        plannedSeconds: 3600,
        traceUrl: "https://traces.example.com/{traceId}",
        version: "0.1.0",
        isInsecure: false,
      },
      state: "starting",
      seconds: 0,
      history: {
        stepSeconds: 1,
        length: 0,
        marks: [],
        total: {
          ...empty(),
          users: [],
          bytesReceived: [],
          dnsMs: [],
          connectMs: [],
          tlsMs: [],
          firstByteMs: [],
          downloadMs: [],
          latenessP99Ms: [],
          cpuShare: [],
        },
        endpoints: Array.from({ length: Math.min(50, endpoints) }, (_, index) => {
          const [method, name] = this.#nameOf(index);
          return { method, name, ...empty() };
        }),
        heatmap: { stepSeconds: 5, bucketsPerDoubling: 8, columns: [] },
      },
      now: this.#now(0, { requests: 0, failures: 0, p50Ms: null, p95Ms: null, p99Ms: null, cpuShare: 0 } as never),
      total: this.#row(
        0,
        { requests: 0, failures: 0, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null } as never,
        "",
        "Total",
      ),
      endpoints: [],
      failures: [],
      exceptions: [],
      workers: [],
      thresholds: [],
      summary: null,
      baseline: null,
      reasons: [],
      failure: null,
      log: [
        { atMs: startedAtMs, level: "info", text: "Generated no secret: tokens come from http://127.0.0.1:40633/" },
        { atMs: startedAtMs + 1000, level: "info", text: `Starting ${users} users on 2 workers` },
        {
          atMs: startedAtMs + 21_000,
          level: "warning",
          text: `TypeError in continueWatchingHistory${this.options.hostile}`,
        },
      ],
      taskRatio: {
        perUserType: [
          {
            name: "viewer",
            ratio: 0.8,
            tasks: [
              { name: "continueWatchingHistory", ratio: 0.7, tasks: [] },
              {
                name: "resume",
                ratio: 0.3,
                tasks: [
                  { name: "mark", ratio: 0.9, tasks: [] },
                  { name: "forget", ratio: 0.1, tasks: [] },
                ],
              },
            ],
          },
          { name: "browser", ratio: 0.2, tasks: [{ name: "browseSeries", ratio: 1, tasks: [] }] },
        ],
        total: [
          { name: "continueWatchingHistory", ratio: 0.56, tasks: [] },
          { name: "mark", ratio: 0.216, tasks: [] },
          { name: "browseSeries", ratio: 0.2, tasks: [] },
          { name: "forget", ratio: 0.024, tasks: [] },
        ],
      },
    };
  }
}

/** Between 0 and 1, restless, the same each time. */
function wave(second: number, kind: number): number {
  return (
    ((Math.sin(second * (0.7 + kind * 0.113)) +
      Math.sin(second * (0.213 + kind * 0.031)) +
      Math.sin(second * second * 0.37)) /
      3 +
      1) /
    2
  );
}

function round(ms: number): number {
  return Number(ms.toPrecision(3));
}
