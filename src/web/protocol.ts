import type { Comparison, LogLine, ProblemReport, RunListEntry, RunState, RunTick, RunView } from "../results/index.ts";
import type { SeedingPoint, SeedingStanding, SeedingView } from "./seeding-view.ts";

/*
 * What the server and the page say to each other. Types only, so that the page can import them.
 *
 * GET  /                      the page (dist/page/index.html), with /page.js and /page.css beside it
 * GET  /api/page              PageView: what the page shows before and around a run
 * GET  /api/events            server-sent events: `data:` is a FromServer, `id:` its `seq`; no `event:` names. The first
 *                             one is a SnapshotMessage, or with Last-Event-ID the messages that were missed, if the server
 *                             still has them; of a seeding a SeedingMessage. A comment every 15 s keeps proxies awake.
 * GET  /api/poll?after=SEQ    PollAnswer: the same messages for whoever cannot hold a stream; without `after`: a snapshot
 * POST /api/run/start         StartRequest, 202 RunAnswer   (also "New run")
 * POST /api/run/edit          EditRequest,  200 RunAnswer
 * POST /api/run/stop          StopRequest,  202 RunAnswer
 * POST /api/run/reset         ResetRequest, 200 RunAnswer
 * GET  /api/runs              readonly RunListEntry[], the latest first
 * GET  /api/runs/ID/view      RunView of any run folder, or of the current run
 * GET  /api/runs/ID/files/FILE  a file of the run folder as a download called ID_FILE; of the current run the four CSV
 *                             files and summary.json as they stand now
 * GET  /api/runs/compare?a=ID&b=ID  Comparison
 *
 * The page of a seeding (`pickup seed --web`) has the first four of these.
 *
 * POST bodies are `application/json`. Everything but 2xx answers ErrorBody. 401: the session is over, load `/` anew (the
 * server shows its own login page). 403: foreign Origin or Host. 404: no such run or file. 409: not in this state of the
 * run. 422: the request has problems, all of them at once. 429: too many logins.
 */

/** The version of these messages; a page that finds another one asks its reader to load the page anew. */
export type ProtocolVersion = 1;

/** From the server to the page: by stream, or by polling. */
export type FromServer = RunMessage | SeedingMessage | SeedingSecondMessage;

/** What is told of runs. */
export type RunMessage = SnapshotMessage | TickMessage | StateMessage | LogMessage;

interface Message {
  readonly version: ProtocolVersion;
  /** Grows by one with each message. */
  readonly seq: number;
  /** The server's wall clock. */
  readonly sentAtMs: number;
}

/** Everything: replaces what the page knew. Also sent to all when a run starts, after a reset and a thinned history. */
export interface SnapshotMessage extends Message {
  readonly type: "snapshot";
  /** Null: no run was started yet. */
  readonly view: RunView | null;
}

/** A second of the current run. */
export interface TickMessage extends Message {
  readonly type: "tick";
  readonly run: string;
  readonly tick: RunTick;
}

/** The current run changed its state between ticks; at its end a snapshot with the summary follows. */
export interface StateMessage extends Message {
  readonly type: "state";
  readonly run: string;
  readonly state: RunState;
  readonly failure: ProblemReport | null;
}

export interface LogMessage extends Message {
  readonly type: "log";
  readonly lines: readonly LogLine[];
}

/** Everything of a seeding: replaces what the page knew. The first message of its page, and when there is more than a second's. */
export interface SeedingMessage extends Message {
  readonly type: "seeding";
  /** Null: it has not begun yet. */
  readonly view: SeedingView | null;
}

/** A second of the seeding. */
export interface SeedingSecondMessage extends Message {
  readonly type: "seeding-second";
  readonly progress: SeedingStanding;
  /** The entry of the columns that `point` is; the same may come again and then replaces. */
  readonly index: number;
  readonly point: SeedingPoint;
}

export interface PollAnswer {
  readonly version: ProtocolVersion;
  readonly messages: readonly FromServer[];
}

/** From the page to the server. */
export type FromPage = StartRequest | EditRequest | StopRequest | ResetRequest;

/** Starts a run; refused while one is under way. */
export interface StartRequest {
  readonly version: ProtocolVersion;
  readonly type: "start";
  /**
   * By the keys of the form's fields, as one would type them on the command line. A field that is left out has the value
   * that the form showed (`FormField.value`); an empty text means none.
   */
  readonly options: { readonly [key: string]: string | boolean | readonly string[] };
  /** Names of the user types that play; left out: all. */
  readonly userTypes?: readonly string[];
}

/** Changes the load of the current run; what is left out stays. */
export interface EditRequest {
  readonly version: ProtocolVersion;
  readonly type: "edit";
  /** The run it is meant for, so that a stale page changes nothing. */
  readonly run: string;
  readonly users?: number;
  /** Users started or stopped per second from now on; default: that of the start. */
  readonly spawnRate?: number;
  /** Starts per second, of a run with an arrival rate. */
  readonly arrivalRate?: number;
}

export interface StopRequest {
  readonly version: ProtocolVersion;
  readonly type: "stop";
  readonly run: string;
}

/** Begins the statistics anew; the recorded seconds and their charts stay. */
export interface ResetRequest {
  readonly version: ProtocolVersion;
  readonly type: "reset";
  readonly run: string;
}

export interface RunAnswer {
  readonly version: ProtocolVersion;
  readonly run: string;
  readonly state: RunState;
}

/** What was wrong with a request: all problems at once. */
export interface ErrorBody {
  readonly version: ProtocolVersion;
  readonly error: ProblemReport;
  readonly problems: readonly FieldProblem[];
}

export interface FieldProblem {
  /** The key of the form's field; null: it concerns several or none. */
  readonly field: string | null;
  readonly message: string;
}

/** What the page shows before and around a run. */
export interface PageView {
  readonly version: ProtocolVersion;
  /** The kit's. */
  readonly kitVersion: string;
  /** False: runs cannot be started here (`readOnlyReason` says why), only looked at. */
  readonly canStart: boolean;
  readonly readOnlyReason: string | null;
  /** Null: the page shows a seeding. */
  readonly form: FormView | null;
  /** The current or last run of this process. */
  readonly run: { readonly id: string; readonly state: RunState } | null;
  /** True when the server asks for a login; then the page offers a log-out (POST /logout, form). */
  readonly hasLogin: boolean;
}

/** The start form. */
export interface FormView {
  readonly testName: string;
  /** The users of the dataset: no more can run at once; null: any number. */
  readonly datasetUsers: number | null;
  /** Of the test file, and those given on the command line. */
  readonly thresholds: readonly string[];
  readonly userTypes: readonly UserTypeView[];
  /** Every tag that some task has. */
  readonly tags: readonly string[];
  readonly fields: readonly FormField[];
}

export interface UserTypeView {
  readonly name: string;
  readonly weight: number;
  /** Null: by weight. */
  readonly fixedCount: number | null;
  readonly tasks: readonly string[];
}

/** One option of `pickup load` in the form. */
export interface FormField {
  /** `runTime`; the key in `StartRequest.options` and in `FieldProblem.field`. */
  readonly key: string;
  /** `--run-time` */
  readonly flag: string;
  readonly help: string;
  /** How it is entered. Numbers and durations (`90s`, `1h20m`) are texts too. */
  readonly kind: "text" | "integer" | "number" | "duration" | "url" | "flag" | "choice" | "list";
  readonly choices: readonly string[] | null;
  /** What the command line, environment, test file or the last start gave; empty: none. */
  readonly value: string | boolean | readonly string[];
  /** Where that value came from; `page`: the last start in this process. */
  readonly origin: "flag" | "environment" | "test-file" | "default" | "page";
  /** `load`: users, rates, shapes, time; `target`: host; `judgement`: thresholds; `tasks`: tags; the rest is `advanced`. */
  readonly group: "load" | "target" | "judgement" | "tasks" | "advanced";
  /** Never shown, and `value` is empty; may be entered anew. */
  readonly isSecret: boolean;
  /** Whole numbers: the least and the most allowed, where there is one; `users` ends at the dataset's. */
  readonly least: number | null;
  readonly most: number | null;
}

export type { Comparison, RunListEntry, RunTick, RunView };
export type * from "./seeding-view.ts";
