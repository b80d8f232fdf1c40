import type { Act, Performer } from "../engine/index.ts";
import { type Clock, KitError, type RandomStream } from "../ground/index.ts";
import {
  type Answer,
  HttpClient,
  type HttpClientOptions,
  isStopped,
  type Recorder,
  type Sample,
} from "../http/index.ts";
import { endpointLabel, type FailureSample, type TickRecorder } from "../stats/index.ts";
import type { TokenPool } from "../tokens/index.ts";
import type { Difference, WriteLedger } from "../verification/index.ts";
import type { AnswerVerification } from "./answer-verification.ts";
import type { Dataset } from "./define.ts";
import { emit, type Events } from "./events.ts";
import { failureSampleOf } from "./failure-sample.ts";
import type { FirstRequests } from "./first-requests.ts";
import type { Isolation } from "./isolation.ts";
import { Measurements } from "./measurements.ts";
import { OwnWrites, type UserLedger } from "./own-writes.ts";

/** A virtual user as its tasks see it: one user of the dataset, its HTTP client, its token. */
export interface User<Row, Shared> {
  /** The user's place in the dataset, 0 ≤ index < users. */
  readonly index: number;
  /** The user's id; without a dataset `user-<index>`. */
  readonly id: string;
  /** Requests to the host under test, as this user. Paths are relative to the host. */
  readonly http: UserHttp;
  /** The user's current bearer token; a text when one is at hand, else a promise of one. */
  token(): string | Promise<string>;
  /** The user's rows of the dataset. */
  rows(): Iterable<Row>;
  /** What the user has written, and the way to write more. */
  readonly ledger: UserLedger<Row>;
  /** Compares the answer with what the API owes this user; a difference makes it `wrong-content`. */
  verify(answer: Answer): void;
  /**
   * Runs something that is not HTTP and counts it like a request with the method `measure`; gives or throws what it does,
   * and an error is a failed one (`check-failed`). `user.signal` tells of the end of the run.
   */
  measure<T>(name: string, act: () => T | Promise<T>): Promise<T>;
  /** Adds to a counter of the test's own, which stands in the results under its name; `amount` is 1 by default. */
  count(name: string, amount?: number): void;
  /** What `setup` returned. */
  readonly shared: Shared;
  /** The user's own reproducible random numbers. */
  readonly random: RandomStream;
  /** Aborted when the user is cut short. */
  readonly signal: AbortSignal;
}

/** The requests a task can make. */
export type UserHttp = Pick<HttpClient, "get" | "post" | "put" | "patch" | "delete" | "head">;

/** What all users of a run on one worker share. */
export interface Surroundings<Row, Shared> {
  readonly dataset: Dataset<Row> | null;
  readonly tokens: Pick<TokenPool, "tokenOf" | "invalidate">;
  readonly verification: AnswerVerification;
  readonly writes: WriteLedger | null;
  readonly isolation: Isolation | null;
  readonly shared: Shared;
  readonly clock: Clock;
  readonly recorder: TickRecorder;
  readonly firstRequests: FirstRequests;
  readonly events: Events<User<Row, Shared>>;
}

/** What one user has of its own. */
export interface OwnParts<Row, Shared> {
  readonly index: number;
  readonly id: string;
  /** The user type's own way to its bearer token; without one, requests carry none. */
  readonly bearer: ((user: User<Row, Shared>) => string | Promise<string>) | undefined;
  readonly client: Omit<HttpClientOptions, "bearer" | "recorder">;
  readonly random: RandomStream;
}

/** Composes HTTP, token, dataset and verification into the user a task sees and the performer the engine drives. */
export class LoadUser<Row, Shared> implements User<Row, Shared>, Performer<User<Row, Shared>>, Recorder {
  readonly index: number;
  readonly id: string;
  readonly http: HttpClient;
  readonly random: RandomStream;
  readonly #surroundings: Surroundings<Row, Shared>;
  readonly #ownBearer: OwnParts<Row, Shared>["bearer"];
  /** Most users write nothing; then there is none. */
  #ledger: OwnWrites<Row> | undefined;
  /** Most users measure nothing; then there is none. */
  #measurements: Measurements | undefined;
  /** What was wrong with answers that are not filed yet; most users never see one. */
  #differences: WeakMap<object, Difference> | undefined;
  #bearer = "";
  /** The task that runs or ran last, as errors name it. */
  #task = "";
  #hasAsked = false;
  #isClosed = false;
  #abortion: AbortController | undefined;
  #aborted = false;
  /** What follows on every act, made once: an async function would be several objects for each. */
  readonly #ended = () => this.http.settle();
  readonly #failed = (error: unknown) => {
    if (!isStopped(error) && !this.#aborted) this.#meet(error);
    this.http.settle();
  };

  constructor({ index, id, bearer, client, random }: OwnParts<Row, Shared>, surroundings: Surroundings<Row, Shared>) {
    this.#surroundings = surroundings;
    this.#ownBearer = bearer;
    this.index = index;
    this.id = id;
    this.random = random;
    this.http = new HttpClient({
      ...client,
      recorder: this,
      ...(bearer === undefined ? {} : { bearer: () => this.#nextBearer(bearer) }),
    });
  }

  get shared(): Shared {
    return this.#surroundings.shared;
  }

  token(): string | Promise<string> {
    return this.#surroundings.tokens.tokenOf(this.id);
  }

  get signal(): AbortSignal {
    this.#abortion ??= new AbortController();
    if (this.#aborted) this.#abortion.abort();
    return this.#abortion.signal;
  }

  rows(): Iterable<Row> {
    const { dataset } = this.#surroundings;
    if (dataset === null) {
      throw new KitError("PICKUP_NO_DATASET", "user.rows() was called, but this load test has no dataset", {
        hint: "Give the test a `dataset`, or a config with --config.",
      });
    }
    return dataset.rowsOf(this.index);
  }

  get ledger(): UserLedger<Row> {
    const { writes, dataset, clock } = this.#surroundings;
    const { index: user, random } = this;
    return (this.#ledger ??= new OwnWrites({ user, ledger: writes, dataset, clock, random }));
  }

  verify(answer: Answer): void {
    const difference = this.#surroundings.verification.check(this, answer);
    if (difference !== null) (this.#differences ??= new WeakMap()).set(answer, difference);
  }

  measure<T>(name: string, act: () => T | Promise<T>): Promise<T> {
    const { clock } = this.#surroundings;
    this.#measurements ??= new Measurements({ clock, file: (sample) => this.#file(sample, false) });
    if (this.#isClosed) this.#measurements.stop();
    return this.#measurements.measure(name, act, this.http.takeDue(clock.now()));
  }

  count(name: string, amount = 1): void {
    if (!Number.isFinite(amount)) throw new RangeError(`user.count("${name}", ${amount}): that is no number to add`);
    this.#surroundings.recorder.count(name, amount);
  }

  perform(act: Act<User<Row, Shared>>, dueMs: number, nowMs: number, task: string): Promise<void> {
    this.#task = task;
    this.#surroundings.recorder.started(dueMs, Math.max(dueMs, nowMs));
    this.http.due(dueMs);
    return begun(act, this).then(this.#ended, this.#failed);
  }

  /** A refused token is given up at once, so that the next request carries another one. */
  record(sample: Sample): void {
    if (sample.status === 401 && this.#bearer !== "") this.#surroundings.tokens.invalidate(this.id, this.#bearer);
    const isFirst = !this.#hasAsked && this.#surroundings.firstRequests.isFirst(this.index);
    this.#hasAsked = true;
    this.#file(sample, isFirst);
    const { isolation } = this.#surroundings;
    if (isolation?.isDue()) isolation.probe(this.index, () => this.#ownBearer?.(this) ?? "");
  }

  repeated(): void {
    this.#surroundings.recorder.repeated();
  }

  scriptError(code: string, message: string, endpoint: string): void {
    this.#surroundings.recorder.scriptError(code, message, endpoint);
  }

  abort(): void {
    this.#aborted = true;
    this.#abortion?.abort();
    this.close();
  }

  close(): void {
    this.#isClosed = true;
    this.#surroundings.recorder.cut(this.http.stop() + (this.#measurements?.stop() ?? 0));
  }

  /**
   * Counts what the script threw. A task without a token is no fault of it; a KitError is counted by its code, the rest
   * as exceptions.
   */
  report(error: unknown, where = this.#task): void {
    const { recorder } = this.#surroundings;
    if (error instanceof KitError && error.code.startsWith("PICKUP_TOKEN")) return recorder.withoutToken(error);
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof KitError ? error.code : "exception";
    recorder.scriptError(code, this.#withoutBearer(message), where, this.#withoutBearer(stack ?? ""));
  }

  /** A request of this user that was just filed, as the results may show it: with what was wrong, and no secret. */
  shown(sample: Sample): FailureSample {
    const difference = this.#differences?.get(sample) ?? null;
    const seenMs = this.#surroundings.clock.wallNow();
    const shown = failureSampleOf(sample, { userId: this.id, seenMs, difference, secrets: [this.#bearer] });
    return { ...shown, reason: this.#withoutBearer(sample.reason) };
  }

  /** An empty token means: no Authorization header. */
  #nextBearer(ask: (user: this) => string | Promise<string>): string | undefined | Promise<string | undefined> {
    const bearer = ask(this);
    return typeof bearer === "string" ? this.#carry(bearer) : bearer.then((value) => this.#carry(value));
  }

  #carry(bearer: string): string | undefined {
    this.#bearer = bearer;
    return bearer === "" ? undefined : bearer;
  }

  /** What a measured act threw has been counted as its failure. */
  #meet(error: unknown): void {
    if (!this.#measurements?.isFiled(error)) this.report(error);
    const { exception } = this.#surroundings.events;
    if (exception !== undefined) emit(exception, [error, this], (failure) => this.report(failure));
  }

  #file(sample: Sample, isFirst: boolean): void {
    const { recorder, events } = this.#surroundings;
    const reason = this.#withoutBearer(sample.reason);
    recorder.record(sample, isFirst, reason);
    if (sample.outcome !== "ok") this.#keep(sample, reason);
    if (events.request !== undefined) emit(events.request, [sample, this], (failure) => this.report(failure));
  }

  /** What a script says of an answer may hold the token, whatever that looks like. */
  #withoutBearer(text: string): string {
    return text === "" || this.#bearer === "" ? text : text.replaceAll(this.#bearer, "***");
  }

  /** Keeps the first few failures of each kind with all that was said. */
  #keep(sample: Sample, reason: string): void {
    const { recorder } = this.#surroundings;
    const { method, name, outcome } = sample;
    if (!recorder.wantsSample({ endpoint: endpointLabel(method, name), outcome, reason })) return;
    recorder.keepSample(this.shown(sample));
  }
}

/** Begins an act; what it throws at once rejects the promise as well. */
function begun<U>(act: Act<U>, user: U): Promise<void> {
  try {
    return Promise.resolve(act(user));
  } catch (error) {
    return Promise.reject(error);
  }
}
