import type { Marker } from "../dataset/index.ts";
import type { Act, Task, Wait } from "../engine/index.ts";
import type { Duration } from "../ground/index.ts";
import type { HttpVersion } from "../http/index.ts";
import type { AnswerDeclaration } from "../verification/index.ts";
import type { Events } from "./events.ts";
import type { IsolationProbes } from "./isolation.ts";
import type { LoadOptions } from "./options.ts";
import type { RowSource } from "./rows.ts";
import type { User } from "./user.ts";

/** Rows by user, as a pure function of the user's index: the same on every machine, in any order. */
export interface Dataset<Row> {
  readonly users: number;
  /** The id of user `i`, 0 ≤ i < users. */
  idOf(i: number): string;
  /** The user of an id, −1 when it is nobody's; left out: all are asked for theirs. */
  indexOf?(id: string): number;
  /** What is known of user `i`. */
  rowsOf(i: number): Iterable<Row>;
  /** What user `i` writes that goes on in a row at `timeMs` since 1970; for `user.ledger.draft()`. */
  movedOn?(i: number, row: Row, timeMs: number): Row;
  /** Releases what the dataset holds open; called in every thread after its last use. */
  close?(): void;
}

/** What `setup` and `teardown` are told about the run. */
export interface Run {
  readonly id: string;
  /** The address under test, without a trailing slash. */
  readonly host: string;
  /** Virtual users at the peak. */
  readonly users: number;
}

/** One kind of virtual user. */
export interface UserType<U> {
  /** Share among several user types; default 1. */
  readonly weight?: number;
  /** So many users, started before those of any weight, instead of a share; they are the last to be stopped. */
  readonly fixedCount?: number;
  /** Time between tasks: one of the waits, or a function that gives seconds. */
  readonly wait: Wait | ((user: U) => number);
  /** The bearer token of a request; asked before every one, so a refreshed token is used at once. */
  readonly bearer?: (user: U) => string | Promise<string>;
  /** Headers of every request. */
  readonly headers?: { readonly [name: string]: string };
  /** Keeps the cookies that servers set and sends them back, for each user apart; default: cookies are ignored. */
  readonly cookies?: boolean;
  readonly tasks: { readonly [name: string]: Task<U> };
  /** Runs once before the user's first task and once after its last one. */
  readonly onStart?: Act<U>;
  readonly onStop?: Act<U>;
}

/**
 * What must hold, such as `"p99<300ms"`. With `abort` the run ends as soon as it is crossed, though not within the first
 * `grace` of it.
 */
export type Threshold = string | { readonly expression: string; readonly abort?: boolean; readonly grace?: Duration };

/** How requests travel. */
export interface HttpChoice {
  /**
   * 2: HTTP/2, agreed by TLS for https:// and by prior knowledge for http://; each user has one session of its own, as
   * each browser has. A server that does not speak it is an error. Default 1, HTTP/1.1.
   */
  readonly version?: HttpVersion;
}

/** A load test: who the users are, what they do, and what must hold. */
export interface LoadTest<Row = Marker, Shared = undefined> {
  /** Without one the users are those of the config, when there is one, else any number of nameless users. */
  readonly dataset?: Dataset<Row> | RowSource<Row>;
  /** Runs once, before the first request; every user sees what it returns as `user.shared` (structured-cloneable). */
  readonly setup?: (run: Run) => Shared | Promise<Shared>;
  /** Runs once after the last request, in the thread of `setup`, also when the run failed or was interrupted. */
  readonly teardown?: (run: Run, shared: NoInfer<Shared>) => void | Promise<void>;
  /** How the API answers with the rows of `dataset`, for `user.verify`; default: as `GET /continuewatchinghistory`. */
  readonly answers?: AnswerDeclaration<NoInfer<Row>>;
  readonly users: { readonly [name: string]: UserType<User<NoInfer<Row>, NoInfer<Shared>>> };
  /** Users wanted at a whole second of the run, in place of options that say so; null: the run is over. */
  readonly shape?: (seconds: number) => number | null;
  readonly events?: Events<User<NoInfer<Row>, NoInfer<Shared>>>;
  /** The requests by which `--isolation` probes the walls between users. */
  readonly isolation?: IsolationProbes<NoInfer<Row>>;
  readonly thresholds?: readonly Threshold[];
  /** How the users speak to the API. */
  readonly http?: HttpChoice;
  /** Names of hosts, other than this machine's, that may be loaded; as `--allow-host`. */
  readonly allowHosts?: readonly string[];
  /** Values for options that neither a flag nor the environment gives. */
  readonly options?: LoadOptions;
}

/** Types a load test; returns it as it is. */
export function defineLoadTest<Row = Marker, Shared = undefined>(test: LoadTest<Row, Shared>): LoadTest<Row, Shared> {
  return test;
}
