import { KitError, type Outcome } from "../ground/index.ts";
import type { Opening } from "./connection.ts";
import type { Fault } from "./faults.ts";
import { noBytes } from "./no-bytes.ts";
import { type AnswerHeaders, noHead } from "./response-head.ts";
import { type Transcript, transcriptOf } from "./transcript.ts";

/** What is counted of a finished request. Times are milliseconds of the clock. */
export interface Sample {
  readonly method: string;
  /** The endpoint: the path, unless the request named it. */
  readonly name: string;
  readonly outcome: Outcome;
  /** "" when ok, else what was wrong: the script's words, a fault or the code of a system error (`ECONNREFUSED`). */
  readonly reason: string;
  /** The intended start. */
  readonly dueMs: number;
  /** When the client took the request up; connecting comes after it. Never earlier than `dueMs`. */
  readonly sentMs: number;
  /** When the operating system had the whole request; 0: at once. */
  readonly flushedMs?: number;
  readonly firstByteMs: number;
  readonly endMs: number;
  /** The making of the connection, when the request needed a new one. */
  readonly opening?: Readonly<Opening> | null;
  /** Bytes of the answer on the wire, heads included. */
  readonly bytesReceived: number;
  /** Bytes of the body, decompressed. */
  readonly contentBytes?: number;
  /** 0 when there was no answer. */
  readonly status: number;
  /** Only of HTTP. */
  readonly timings?: AnswerTimings;
  /** Where it threw; only of what is no HTTP. */
  readonly stack?: string;
  /** The request and its answer for a reader, with `secrets` masked; only of HTTP. */
  transcript?(secrets: readonly string[]): Transcript;
}

/** Where a client reports; called on the hot path. */
export interface Recorder {
  /** Called once per finished request. The object is valid for ever, and not written to again. */
  record(sample: Sample): void;
  /** Called when a request is sent again because the server had closed its kept-alive connection. */
  repeated(): void;
  /** A script that said something about an answer too late or without sense. */
  scriptError(code: string, message: string, endpoint: string): void;
}

/** The phases of one request in milliseconds; 0 for a phase that was skipped. */
export interface AnswerTimings {
  /** From the intended start until the client took the request up. */
  readonly waitMs: number;
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  /** Until the operating system had the whole request: 0 unless it is long. */
  readonly sendMs: number;
  /** From the written request to the first byte of the answer. */
  readonly firstByteMs: number;
  readonly downloadMs: number;
}

/** What a script gets for a request: an answer, or the outcome of one that never came (status 0). */
export interface Answer {
  readonly method: string;
  /** The endpoint: the path, unless the request named it. */
  readonly name: string;
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The body, decompressed. An unchanged body of the same user and endpoint is the same object as before. */
  readonly bytes: Uint8Array;
  readonly timings: AnswerTimings;
  /** When the request was taken up, and when the last byte of its answer had come; milliseconds of the clock. */
  readonly sentMs: number;
  readonly endMs: number;
  readonly outcome: Outcome;
  readonly reason: string;
  /** The body as UTF-8 text. */
  text(): string;
  /** The body as JSON; a KitError (`PICKUP_ANSWER_NOT_JSON`) when it is none. */
  json(): unknown;
  /** Says that an answer with a status of 400 or more is what was wanted. */
  ok(): void;
  /**
   * Says what is wrong with the answer: outcome `check-failed` unless another is given; an `http-error` stays one, and
   * a request without an answer keeps its reason.
   */
  fail(reason: string, outcome?: Outcome): void;
}

/** What an answer belongs to; shared by all its answers. */
interface Asked {
  readonly method: string;
  readonly name: string;
}

/** An answer and its sample in one object, filled once by the client that asked. */
export class ReceivedAnswer implements Answer, Sample {
  outcome: Outcome = "ok";
  reason = "";
  status = 0;
  dueMs: number;
  sentMs = 0;
  flushedMs = 0;
  firstByteMs = 0;
  endMs = 0;
  bytesReceived = 0;
  headers: AnswerHeaders = noHead;
  bytes: Buffer = noBytes;
  /** How the connection came to be, when it was opened for this request. */
  opening: Opening | null = null;
  /** The request as it was sent, the last one of a redirect. */
  sentText = "";
  /** The next in a list of answers. */
  next: ReceivedAnswer | null = null;
  #isFiled = false;
  readonly #asked: Asked;
  readonly #recorder: Recorder;

  constructor(asked: Asked, dueMs: number, recorder: Recorder) {
    this.#asked = asked;
    this.dueMs = dueMs;
    this.#recorder = recorder;
  }

  get method(): string {
    return this.#asked.method;
  }

  get name(): string {
    return this.#asked.name;
  }

  get contentBytes(): number {
    return this.bytes.length;
  }

  get timings(): AnswerTimings {
    const { dueMs, sentMs, flushedMs, firstByteMs, endMs, opening } = this;
    const firstMs = firstByteMs === 0 ? endMs : firstByteMs;
    const readyMs = opening?.securedMs ?? sentMs;
    const writtenMs = flushedMs === 0 ? readyMs : Math.min(flushedMs, firstMs);
    return {
      waitMs: sentMs - dueMs,
      dnsMs: opening === null ? 0 : opening.resolvedMs - opening.startedMs,
      connectMs: opening === null ? 0 : opening.connectedMs - opening.resolvedMs,
      tlsMs: opening === null ? 0 : opening.securedMs - opening.connectedMs,
      sendMs: writtenMs - readyMs,
      firstByteMs: firstMs - writtenMs,
      downloadMs: endMs - firstMs,
    };
  }

  transcript(secrets: readonly string[]): Transcript {
    return transcriptOf(this.sentText, this.headers, this.bytes, secrets);
  }

  text(): string {
    return this.bytes.toString("utf8");
  }

  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (cause) {
      throw new KitError("PICKUP_ANSWER_NOT_JSON", `the answer of ${this.#endpoint} is not JSON`, {
        hint: "Look at answer.status before answer.json().",
        cause,
      });
    }
  }

  ok(): void {
    if (this.#isTooLate("ok()")) return;
    if (this.status === 0) {
      this.#complain("PICKUP_OK_WITHOUT_ANSWER", `ok() was called, but there is no answer: ${this.reason}`);
    } else if (this.outcome === "http-error") {
      this.outcome = "ok";
      this.reason = "";
    }
  }

  fail(reason: string, outcome?: Outcome): void {
    if (this.#isTooLate(`fail(${JSON.stringify(reason)})`) || this.status === 0) return;
    if (outcome !== undefined) this.outcome = outcome;
    else if (this.outcome === "ok") this.outcome = "check-failed";
    else if (this.outcome !== "http-error") return;
    this.reason = reason;
  }

  /** There is an answer, whatever its status. */
  complete(status: number, headers: AnswerHeaders, bytes: Buffer): void {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
    if (status >= 400) this.break("http-error", `status ${status}`);
  }

  /** The request ended badly. */
  break(outcome: Outcome, reason: Fault | (string & {})): void {
    this.outcome = outcome;
    this.reason = reason;
  }

  /** Hands the sample to the recorder; what the script says from now on comes too late. */
  file(): void {
    this.#isFiled = true;
    this.#recorder.record(this);
  }

  get #endpoint(): string {
    return `${this.method} ${this.name}`;
  }

  #isTooLate(call: string): boolean {
    if (!this.#isFiled) return false;
    this.#complain("PICKUP_ANSWER_ALREADY_COUNTED", `${call} came after the next request or the end of the task`);
    return true;
  }

  #complain(code: string, message: string): void {
    this.#recorder.scriptError(code, message, this.#endpoint);
  }
}
