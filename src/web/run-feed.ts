import type { Clock } from "../ground/index.ts";
import type {
  LogLine,
  ProblemReport,
  RunHead,
  RunObserver,
  RunStart,
  RunState,
  RunTick,
  RunView,
} from "../results/index.ts";
import type { RunStatistics } from "../stats/index.ts";
import { MessageLog, type SentMessage } from "./message-log.ts";

/** Follows one run and keeps its view true. */
export interface RunViewer extends RunObserver {
  view(): RunView | null;
  /** Says where the run stands, as its observers cannot know it. */
  enter(state: RunState, failure?: ProblemReport | null): void;
  log(line: LogLine): void;
  listen(listener: {
    readonly tick: (tick: RunTick) => void;
    readonly renewed: () => void;
    readonly logged: (line: LogLine) => void;
  }): () => void;
}

/** What the session tells of the current run. */
export interface FeedState {
  readonly head: Pick<RunHead, "id">;
  readonly state: RunState;
  readonly failure: ProblemReport | null;
}

interface Followed {
  readonly start: RunStart;
  readonly viewer: RunViewer;
  readonly leave: () => void;
  statistics: RunStatistics | null;
  state: RunState;
}

/** The current run for all who look at it: what it is now, and every change as a message. */
export class RunFeed {
  readonly messages: MessageLog;
  readonly #clock: Clock;
  readonly #makeViewer: (start: RunStart) => RunViewer;
  #run: Followed | undefined;
  #snapshot: SentMessage | undefined;

  constructor(clock: Clock, makeViewer: (start: RunStart) => RunViewer) {
    this.#clock = clock;
    this.#makeViewer = makeViewer;
    this.messages = new MessageLog(clock);
  }

  /** The current or last run; null: there was none. */
  get view(): RunView | null {
    return this.#run?.viewer.view() ?? null;
  }

  /** The facts and the statistics of the current or last run; null: there was none. */
  get run(): Readonly<Pick<Followed, "start" | "statistics" | "state">> | null {
    return this.#run ?? null;
  }

  /** Begins to follow a run in place of the one before; what it returns must be among the run's observers. */
  follow(start: RunStart): RunObserver {
    this.#run?.leave();
    const viewer = this.#makeViewer(start);
    const run: Followed = { start, viewer, leave: () => leave(), statistics: null, state: "starting" };
    const leave = viewer.listen({
      tick: (tick) => this.messages.send({ type: "tick", run: start.run.id, tick }),
      renewed: () => this.#sendSnapshot(),
      logged: (line) => this.messages.send({ type: "log", lines: [line] }),
    });
    this.#run = run;
    void viewer.start?.(start);
    return observerOf(run, (text) => this.log("info", text));
  }

  /** The current run is in another state. */
  tell({ head, state, failure }: FeedState): void {
    const run = this.#run;
    if (run === undefined || run.start.run.id !== head.id) return;
    run.state = state;
    run.viewer.enter(state, failure);
    if (failure !== null) this.log("error", failure.message);
    this.messages.send({ type: "state", run: head.id, state, failure });
    if (state === "failed") this.#sendSnapshot();
  }

  /** A line for the log of the current run. */
  log(level: LogLine["level"], text: string): void {
    this.#run?.viewer.log({ atMs: this.#clock.wallNow(), level, text });
  }

  /** Everything, for a page that knows nothing yet; written once for all that ask before the next message. */
  snapshot(): SentMessage {
    if (this.#snapshot?.seq === this.messages.seq) return this.#snapshot;
    return (this.#snapshot = this.messages.aside({ type: "snapshot", view: this.view }));
  }

  /** Where nobody listens nothing is written; who comes later gets a snapshot anyway. */
  #sendSnapshot(): void {
    if (this.messages.isHeard) this.messages.send({ type: "snapshot", view: this.view });
    else this.messages.forget();
  }
}

function observerOf(run: Followed, log: (text: string) => void): RunObserver {
  const { viewer } = run;
  return {
    name: "page",
    abandon: () => viewer.abandon?.(),
    tick(tick, statistics, standing) {
      run.statistics = statistics;
      viewer.tick?.(tick, statistics, standing);
    },
    mark(mark) {
      viewer.mark?.(mark);
      log(mark.text);
    },
    async end(end) {
      run.statistics = end.statistics;
      await viewer.end?.(end);
    },
  };
}
