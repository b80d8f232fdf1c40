import { type Answer, ReceivedAnswer, type Recorder } from "./answer.ts";
import { decodeBody } from "./content-encoding.ts";
import type { Endpoint, Route } from "./endpoint.ts";
import { isRedirect } from "./redirect.ts";
import type { RequestHeaders } from "./request-text.ts";
import { stoppedError } from "./stopped.ts";
import { isIdempotent, Transfer } from "./transfer.ts";

/** The client as its requests see it. */
export interface RequestOwner {
  readonly maxBodyBytes: number;
  /** Sends the request on to where its answer points; false when the answer must do as it is. */
  follow(request: ClientRequest): boolean;
  repeated(): void;
  readonly keepsCookies: boolean;
  keepCookies(request: ClientRequest): void;
  finished(answer: ReceivedAnswer, request: ClientRequest): void;
}

/** The ends of the promise made last: taken by a shared executor, because one per request would be a closure each. */
let resolveLast: (answer: Answer) => void;
let rejectLast: (error: unknown) => void;
const takeEnds = (resolve: (answer: Answer) => void, reject: (error: unknown) => void): void => {
  resolveLast = resolve;
  rejectLast = reject;
};

/**
 * One request of a script, from the question to the answer, through redirects. The client uses the object again for
 * its next request: only the promise and the answer, which the script may keep, are new each time.
 */
export class ClientRequest extends Transfer {
  /** Method, headers and body of the current hop. */
  method = "";
  headers: RequestHeaders | undefined;
  body = "";
  route!: Route;
  redirects = 0;
  /** Bytes of the hops before. */
  earlierBytes = 0;
  readonly #owner: RequestOwner;
  #endpoint!: Endpoint;
  /** What the script waits for; null between two uses, so that an idle user holds nothing it does not need. */
  #answer: ReceivedAnswer | null = null;
  #promise: Promise<Answer> | null = null;
  #resolve: ((answer: Answer) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;

  constructor(owner: RequestOwner) {
    super();
    this.#owner = owner;
  }

  /** Makes ready for the first hop; what the promise comes to is the request's whole story. */
  begin(endpoint: Endpoint, dueMs: number, recorder: Recorder): Promise<Answer> {
    const promise = new Promise<Answer>(takeEnds);
    this.#promise = promise;
    this.#resolve = resolveLast;
    this.#reject = rejectLast;
    this.#answer = new ReceivedAnswer(endpoint, dueMs, recorder);
    this.#endpoint = endpoint;
    this.reset();
    this.redirects = 0;
    this.earlierBytes = 0;
    this.last = endpoint;
    this.#ask(endpoint.method, endpoint.route, undefined, "");
    return promise;
  }

  /** Makes ready for the next hop of a redirect. */
  turn(method: string, route: Route, headers: RequestHeaders, body: string): void {
    this.redirects++;
    this.earlierBytes += this.bytesReceived;
    this.bytesReceived = 0;
    this.wasRepeated = false;
    this.last = null;
    this.#ask(method, route, headers, body);
  }

  /** The redirect cannot be followed, for this reason. */
  refuse(reason: string): void {
    this.#answer!.break("http-error", reason);
  }

  /** Ends the request without an answer. A stopped script may have let go of the promise: that is no fault. */
  cut(error: Error): void {
    this.#promise!.catch(ignore);
    this.#reject!(error);
  }

  override withheld(): void {
    this.cut(stoppedError());
  }

  override repeat(): void {
    super.repeat();
    this.#owner.repeated();
  }

  override answered(): void {
    if (this.#owner.keepsCookies) this.#owner.keepCookies(this);
    if (isRedirect(this.head.status) && this.#owner.follow(this)) return;
    const answer = this.#answer!;
    this.#fill(answer);
    this.#finish(answer);
  }

  override failed(reason: string, isTimeout: boolean): void {
    const answer = this.#answer!;
    answer.break(isTimeout ? "timeout" : "connection-error", reason);
    this.#finish(answer);
  }

  #ask(method: string, route: Route, headers: RequestHeaders | undefined, body: string): void {
    this.method = method;
    this.route = route;
    this.headers = headers;
    this.body = body;
    this.isBodyless = method === "HEAD";
    this.isRepeatable = isIdempotent(method);
  }

  #fill(answer: ReceivedAnswer): void {
    const { head, sentBody } = this;
    const endpoint = this.#endpoint;
    let body: Buffer | string = sentBody;
    if (head.contentEncoding !== "" && sentBody.length > 0) {
      const isKnown = sentBody === endpoint.sentBody && head.contentEncoding === endpoint.head?.contentEncoding;
      body = isKnown ? endpoint.body : decodeBody(head.contentEncoding, sentBody, this.#owner.maxBodyBytes);
      if (typeof body === "string") return answer.break("connection-error", body);
    }
    if (this.last !== null) endpoint.keep(head, sentBody, body);
    answer.complete(head.status, head, body);
  }

  #finish(answer: ReceivedAnswer): void {
    const { endMs, bytesReceived } = this;
    answer.sentMs = this.sentMs;
    answer.firstByteMs = bytesReceived === 0 ? endMs : this.firstByteMs;
    answer.flushedMs = this.flushedMs;
    answer.endMs = endMs;
    answer.bytesReceived = bytesReceived + this.earlierBytes;
    answer.opening = this.opening;
    answer.sentText = this.text;
    this.#resolve!(answer);
    this.#answer = null;
    this.#promise = null;
    this.#resolve = null;
    this.#reject = null;
    this.opening = null;
    this.#owner.finished(answer, this);
  }
}

function ignore(): void {}
