import { type Answer, ReceivedAnswer, type Recorder } from "./answer.ts";
import { decodeBody } from "./content-encoding.ts";
import type { Endpoint, Route } from "./endpoint.ts";
import { isRedirect } from "./redirect.ts";
import type { RequestHeaders } from "./request-text.ts";
import { isIdempotent, Transfer } from "./transfer.ts";

/** The client as its requests see it. */
export interface RequestOwner {
  readonly maxBodyBytes: number;
  /** Sends the request on to where its answer points; false when the answer must do as it is. */
  follow(request: ClientRequest): boolean;
  finished(answer: ReceivedAnswer): void;
}

/** The ends of the promise made last: taken by a shared executor, because one per request would be a closure each. */
let resolveLast: (answer: Answer) => void;
let rejectLast: (error: unknown) => void;
const takeEnds = (resolve: (answer: Answer) => void, reject: (error: unknown) => void): void => {
  resolveLast = resolve;
  rejectLast = reject;
};

/** One request of a script, from the question to the answer, through redirects. */
export class ClientRequest extends Transfer {
  readonly promise: Promise<Answer>;
  readonly reject: (error: unknown) => void;
  readonly answer: ReceivedAnswer;
  /** Method, headers and body of the current hop. */
  method: string;
  headers: RequestHeaders | undefined;
  body = "";
  route: Route;
  redirects = 0;
  /** Bytes of the hops before. */
  earlierBytes = 0;
  readonly #owner: RequestOwner;
  readonly #endpoint: Endpoint;
  readonly #resolve: (answer: Answer) => void;

  constructor(owner: RequestOwner, endpoint: Endpoint, dueMs: number, recorder: Recorder) {
    super();
    this.promise = new Promise<Answer>(takeEnds);
    this.#resolve = resolveLast;
    this.reject = rejectLast;
    this.#owner = owner;
    this.#endpoint = endpoint;
    this.answer = new ReceivedAnswer(endpoint.method, endpoint.name, dueMs, recorder);
    this.method = endpoint.method;
    this.route = endpoint.route;
    this.last = endpoint;
    this.isBodyless = endpoint.method === "HEAD";
    this.isRepeatable = isIdempotent(endpoint.method);
  }

  /** Makes ready for the next hop of a redirect. */
  turn(method: string, route: Route, headers: RequestHeaders, body: string): void {
    this.redirects++;
    this.method = method;
    this.route = route;
    this.headers = headers;
    this.body = body;
    this.earlierBytes += this.bytesReceived;
    this.bytesReceived = 0;
    this.last = null;
    this.isBodyless = method === "HEAD";
    this.isRepeatable = isIdempotent(method);
    this.wasRepeated = false;
  }

  override answered(): void {
    if (isRedirect(this.head.status) && this.#owner.follow(this)) return;
    this.#readAnswer();
    this.#finish();
  }

  override failed(reason: string, isTimeout: boolean): void {
    this.answer.break(isTimeout ? "timeout" : "connection-error", reason);
    this.#finish();
  }

  #readAnswer(): void {
    const { head, sentBody } = this;
    const endpoint = this.#endpoint;
    let body: Buffer | string = sentBody;
    if (head.contentEncoding !== "" && sentBody.length > 0) {
      const isKnown = sentBody === endpoint.sentBody && head.contentEncoding === endpoint.head?.contentEncoding;
      body = isKnown ? endpoint.body : decodeBody(head.contentEncoding, sentBody, this.#owner.maxBodyBytes);
      if (typeof body === "string") return this.answer.break("connection-error", body);
    }
    if (this.last !== null) endpoint.keep(head, sentBody, body);
    this.answer.complete(head.status, head, body);
  }

  #finish(): void {
    const { answer, sentMs, endMs, bytesReceived } = this;
    answer.sentMs = sentMs;
    answer.firstByteMs = bytesReceived === 0 ? endMs : this.firstByteMs;
    answer.endMs = endMs;
    answer.bytesReceived = bytesReceived + this.earlierBytes;
    answer.opening = this.opening;
    this.#owner.finished(answer);
    this.#resolve(answer);
  }
}
