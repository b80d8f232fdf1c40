import type { Clock } from "../ground/index.ts";
import type {
  LogLine,
  ProblemReport,
  RunHead,
  RunObserver,
  RunStanding,
  RunStart,
  RunState,
  RunView,
  RunViewBuilder,
} from "../results/index.ts";
import type { RunStatistics, Tick } from "../stats/index.ts";
import type { EventFeed } from "./event-routes.ts";
import { MessageLog, type SentMessage, type WrittenMessage } from "./message-log.ts";

/** What the session tells of the current run. */
export interface FeedState {
  readonly head: Pick<RunHead, "id">;
  readonly state: RunState;
  readonly failure: ProblemReport | null;
}

interface Followed {
  readonly start: RunStart;
  readonly viewer: RunViewBuilder;
  readonly leave: () => void;
  statistics: RunStatistics | null;
  state: RunState;
  tick: Tick | null;
  standing: RunStanding | null;
  /** The last seconds. */
  recent: readonly Tick[];
  /** True once its results are where they can be downloaded. */
  isWritten: boolean;
}

const recentSeconds = 10;

/** The current run for all who look at it: what it is now, and every change as a message. */
export class RunFeed implements EventFeed {
  readonly messages: MessageLog;
  readonly #clock: Clock;
  #run: Followed | undefined;
  #snapshot: SentMessage | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.messages = new MessageLog(clock);
  }

  /** The current or last run; null: there was none. */
  get view(): RunView | null {
    return this.#run?.viewer.view() ?? null;
  }

  /** The same as JSON, which of a long run is far quicker. */
  get viewJson(): string {
    return this.#run?.viewer.json() ?? "null";
  }

  /** The newest lines of its log. */
  get lines(): readonly LogLine[] {
    return this.#run?.viewer.lines ?? [];
  }

  /** The facts and the statistics of the current or last run; null: there was none. */
  get run(): Readonly<Omit<Followed, "viewer" | "leave">> | null {
    return this.#run ?? null;
  }

  /**
   * Begins to follow a run in place of the one before. `viewer` must be among the run's observers, and what is returned
   * after it.
   */
  follow(start: RunStart, viewer: RunViewBuilder): RunObserver {
    this.#run?.leave();
    const nothing = { statistics: null, tick: null, standing: null, recent: [], isWritten: false };
    const run: Followed = { start, viewer, leave: () => leave(), state: "starting", ...nothing };
    const leave = viewer.listen({
      tick: (tick) => this.messages.send({ type: "tick", run: start.run.id, tick }),
      renewed: () => {
        // A verdict on the page says that the results can be downloaded.
        if (!viewer.hasEnded || run.isWritten) this.#sendSnapshot();
      },
      logged: (line) => this.messages.send({ type: "log", lines: [line] }),
    });
    this.#run = run;
    viewer.start(start);
    return observerOf(run, { log: (text) => this.log("info", text), written: () => this.#sendSnapshot() });
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
    return (this.#snapshot = this.messages.aside(this.#everything()));
  }

  #everything(): WrittenMessage {
    return { type: "snapshot", viewJson: this.viewJson };
  }

  /** Where nobody listens nothing is written; who comes later gets a snapshot anyway. */
  #sendSnapshot(): void {
    if (this.messages.isHeard) this.messages.send(this.#everything());
    else this.messages.forget();
  }
}

interface FollowedListener {
  readonly log: (text: string) => void;
  /** Those who write the results come first among the observers, and are done. */
  readonly written: () => void;
}

function observerOf(run: Followed, { log, written }: FollowedListener): RunObserver {
  return {
    name: "page",
    tick(tick, statistics, standing) {
      const isReset = run.statistics !== null && run.statistics !== statistics;
      run.recent = isReset ? [tick] : [...run.recent.slice(1 - recentSeconds), tick];
      Object.assign(run, { tick, statistics, standing });
    },
    mark: ({ text }) => log(text),
    end({ statistics }) {
      run.statistics = statistics;
      run.isWritten = true;
      written();
    },
  };
}
