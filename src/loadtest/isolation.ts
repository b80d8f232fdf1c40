import { type Clock, errorRecordOf, type RandomStream } from "../ground/index.ts";
import {
  type Answer,
  HttpClient,
  type HttpClientOptions,
  isStopped,
  type Recorder,
  type Sample,
} from "../http/index.ts";
import type { ProbeResult, TickRecorder } from "../stats/index.ts";
import type { ForgedTokens } from "../tokens/index.ts";
import { isEmptyAnswer, revealedRow, revealsAnother, type Truth, type WriteLedger } from "../verification/index.ts";
import type { Dataset } from "./define.ts";
import { failureSampleOf } from "./failure-sample.ts";

/** A user as a test file sees it when it describes a probe. */
export interface ProbedUser<Row> {
  readonly index: number;
  readonly id: string;
  rows(): Iterable<Row>;
}

/** The requests by which `--isolation` probes the walls between users; each gives the path of a GET. */
export interface IsolationProbes<Row> {
  /** What a user may ask for as itself; asked with tokens that must not be accepted. */
  readonly own: string | ((user: ProbedUser<Row>) => string);
  /** What only `other` may ask for; asked with the token of `user`. Null: nothing to ask. */
  readonly another?: (user: ProbedUser<Row>, other: ProbedUser<Row>) => string | null;
}

/** A forbidden request: its kind, what it carries, and whose data it is after. */
interface Probe {
  readonly kind: string;
  readonly path: string;
  /** Null: none. */
  readonly token: string | null;
  readonly other: number | null;
}

export interface IsolationParts {
  /** Probes per ordinary request, 0 to 1. */
  readonly share: number;
  /** Undefined: the test describes none. */
  readonly probes: IsolationProbes<unknown> | undefined;
  readonly dataset: Dataset<unknown> | null;
  readonly truth: Truth | null;
  readonly ledger: WriteLedger | null;
  readonly client: Omit<HttpClientOptions, "bearer" | "recorder">;
  readonly forged: ForgedTokens;
  readonly recorder: TickRecorder;
  readonly clock: Clock;
  readonly random: RandomStream;
}

const kinds = ["another-user", "expired-token", "foreign-key", "unsigned-token", "no-token"] as const;

/** More are not under way at a time: probes must not become a load of their own. */
const mostUnderWay = 50;

/** Probes the walls between users beside the ordinary requests of one worker. Its requests are in no other figure. */
export class Isolation {
  readonly #parts: IsolationParts;
  readonly #client: HttpClient;
  #next: number;
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: IsolationParts) {
    this.#parts = parts;
    this.#next = parts.random.integer(kinds.length);
    this.#client = new HttpClient({ ...parts.client, recorder: silent, maxConnections: mostUnderWay });
    if (parts.probes === undefined) {
      for (const kind of kinds) parts.recorder.probes.couldNot(kind, "the test file describes no `isolation`");
    }
  }

  /** Asked at every ordinary request: true when a probe should go out beside it. */
  isDue(): boolean {
    const { share, probes, random } = this.#parts;
    return probes !== undefined && random.next() < share && this.#underWay.size < mostUnderWay && !this.#isClosed;
  }

  /** Sends a probe as a user whose token `token` gives. */
  probe(user: number, token: () => string | Promise<string>): void {
    const { probes } = this.#parts;
    if (probes === undefined) return;
    const kind = kinds[this.#next++ % kinds.length]!;
    const probe = this.#probe(kind, user, probes, token);
    this.#underWay.add(probe);
    void probe.finally(() => this.#underWay.delete(probe));
  }

  /** Waits for the probes that are under way, which ends with their time limit. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#underWay);
    this.#client.stop();
  }

  async #probe(
    kind: (typeof kinds)[number],
    user: number,
    probes: IsolationProbes<unknown>,
    token: () => string | Promise<string>,
  ): Promise<void> {
    const { recorder } = this.#parts;
    try {
      const probe = await this.#probeOf(kind, user, probes, await token());
      if (probe === null) return;
      const headers = probe.token === null ? {} : { authorization: `Bearer ${probe.token}` };
      const answer = await this.#client.get(probe.path, { headers, name: `probe ${kind}` });
      const result = this.#judge(probe, user, answer);
      recorder.probes.probed(kind, result);
      if (result === "leaked") this.#keep(probe, user, answer);
    } catch (error) {
      if (!isStopped(error)) recorder.scriptError("isolation", errorRecordOf(error).message, kind);
    }
  }

  /** Null: it cannot be made. */
  async #probeOf(
    kind: (typeof kinds)[number],
    user: number,
    probes: IsolationProbes<unknown>,
    token: string,
  ): Promise<Probe | null> {
    const { forged } = this.#parts;
    if (kind === "another-user") return this.#probeOfAnother(user, probes, token);
    const own = { kind, path: ownPathOf(probes, this.#probed(user)), other: null };
    if (token === "") return this.#couldNot(kind, "the users carry no token");
    if (kind === "no-token") return { ...own, token: null };
    if (kind === "expired-token") {
      const expired = await forged.expired(this.#idOf(user));
      return expired === null ? this.#couldNot(kind, "no signing key (--sign-with)") : { ...own, token: expired };
    }
    const bad = kind === "foreign-key" ? forged.ofForeignKey(token) : forged.unsigned(token);
    return bad === null ? this.#couldNot(kind, "the token is no JWT") : { ...own, token: bad };
  }

  #probeOfAnother(user: number, { another }: IsolationProbes<unknown>, token: string): Probe | null {
    const { dataset, random } = this.#parts;
    const kind = "another-user";
    if (another === undefined || dataset === null || dataset.users < 2) {
      return this.#couldNot(kind, "the test file describes no request for another user's data");
    }
    const users = Math.min(dataset.users, 2 ** 32);
    const drawn = random.integer(users - 1);
    const other = drawn < user ? drawn : drawn + 1;
    const path = another(this.#probed(user), this.#probed(other));
    return path === null ? null : { kind, path, token: token === "" ? null : token, other };
  }

  #judge({ other }: Probe, user: number, answer: Answer): ProbeResult {
    const { status, bytes } = answer;
    if (status === 0 || status >= 500) return "broken";
    if (status < 200 || status >= 300) return "refused";
    if (isEmptyAnswer(bytes)) return "empty";
    if (other === null) return "leaked";
    const { truth, ledger } = this.#parts;
    if (truth === null) return "empty";
    const own = ledger?.everyRowOf(user) ?? truth.rowsOf(user);
    const others = ledger?.rowsOf(other) ?? truth.rowsOf(other);
    const isLeak = revealedRow(bytes, truth.shape, others, own) !== null || revealsAnother(bytes, truth, user, own);
    return isLeak ? "leaked" : "empty";
  }

  #keep({ kind, other, token }: Probe, user: number, answer: Answer): void {
    const { recorder, clock } = this.#parts;
    const whose = other === null ? `a probe with ${kind}` : `a probe for the data of ${this.#idOf(other)}`;
    const reason = `${whose} was answered with status ${answer.status}`;
    const facts = { userId: this.#idOf(user), seenMs: clock.wallNow(), difference: null, secrets: [token ?? ""] };
    recorder.keepSample({ ...failureSampleOf(answer as Answer & Sample, facts), outcome: "leak", reason });
  }

  #couldNot(kind: string, why: string): null {
    this.#parts.recorder.probes.couldNot(kind, why);
    return null;
  }

  #probed(index: number): ProbedUser<unknown> {
    const { dataset } = this.#parts;
    return { index, id: this.#idOf(index), rows: () => dataset?.rowsOf(index) ?? [] };
  }

  #idOf(user: number): string {
    return this.#parts.dataset?.idOf(user) ?? `user-${user}`;
  }
}

function ownPathOf({ own }: IsolationProbes<unknown>, user: ProbedUser<unknown>): string {
  return typeof own === "string" ? own : own(user);
}

/** Probes are counted by what they reveal, not as requests. */
const silent: Recorder = { record: () => undefined, repeated: () => undefined, scriptError: () => undefined };
