import { type Answer, ReceivedAnswer, type Recorder } from "./answer.ts";
import { ClientRequest, type RequestOwner } from "./client-request.ts";
import type { Route } from "./endpoint.ts";
import { EndpointList } from "./endpoint-list.ts";
import { CookieJar } from "./cookie-jar.ts";
import type { HttpClientOptions } from "./http-client-options.ts";
import { KeptBodies } from "./kept-bodies.ts";
import { limitsOf } from "./limits.ts";
import { type Network, networkOf } from "./network.ts";
import { httpOptions } from "./options.ts";
import { badRedirect, type Redirect, redirectNotAllowed, redirectOf, tooManyRedirects } from "./redirect.ts";
import { isPlain, ownBodyOf, ownHeadersOf, type RequestOptions, timeoutMsOf } from "./request-options.ts";
import { type RequestHeaders, harmlessOf, withoutHeaders } from "./request-text.ts";
import { RequestWriter } from "./request-writer.ts";
import { Routes } from "./routes.ts";
import { stoppedError } from "./stopped.ts";
import { TokenWaits } from "./token-waits.ts";

/**
 * The HTTP client of one virtual user. It asks, follows, repeats and keeps the time; whatever becomes of a request is
 * an {@link Answer} with an outcome. Rejected are only mistakes of the script (KitError), a bearer that fails, and
 * requests cut off by `stop` (`isStopped`).
 */
export class HttpClient implements RequestOwner {
  readonly maxBodyBytes: number;
  readonly #bearer: HttpClientOptions["bearer"];
  readonly #recorder: Recorder;
  readonly #requestTimeoutMs: number;
  readonly #maxRedirects: number;
  readonly #network: Network;
  readonly #routes: Routes;
  readonly #endpoints: EndpointList;
  readonly #writer: RequestWriter;
  /** Answers not filed yet, in the order in which they came. */
  #firstFinished: ReceivedAnswer | null = null;
  #lastFinished: ReceivedAnswer | null = null;
  /** A request that came to its end, for the next one to use. */
  #spare: ClientRequest | null = null;
  /** Most tokens are at hand; then there is none. */
  #waits: TokenWaits | undefined;
  readonly #jar: CookieJar | null;
  readonly #traceparent: HttpClientOptions["traceparent"];
  #dueMs = -1;
  #isStopped = false;

  constructor(options: HttpClientOptions) {
    const {
      origin,
      headers,
      clock,
      tls,
      localAddress,
      proxies,
      connectTimeoutMs,
      version,
      lease,
      spares,
      maxConnections = 6,
    } = options;
    const limits = limitsOf(options.maxBodyBytes);
    this.maxBodyBytes = limits.maxBodyBytes;
    this.#bearer = options.bearer;
    this.#recorder = options.recorder;
    this.#requestTimeoutMs = options.requestTimeoutMs;
    this.#maxRedirects = options.maxRedirects ?? httpOptions.maxRedirects.default;
    this.#network = networkOf(clock);
    this.#routes = new Routes(
      origin,
      { network: this.#network, limits, connectTimeoutMs, tls, localAddress, proxies, version, lease, spares },
      maxConnections,
      options.allowedHosts,
    );
    this.#endpoints = new EndpointList(this.#routes, options.keptBodies ?? new KeptBodies());
    this.#writer = new RequestWriter(headers);
    this.#jar = options.cookies === true ? new CookieJar() : null;
    this.#traceparent = options.traceparent;
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask("GET", path, options);
  }

  head(path: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask("HEAD", path, options);
  }

  post(path: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask("POST", path, options);
  }

  put(path: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask("PUT", path, options);
  }

  patch(path: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask("PATCH", path, options);
  }

  delete(path: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask("DELETE", path, options);
  }

  /** The intended start of the next request, by the clock; later ones are due when they are asked. */
  due(dueMs: number): void {
    this.#dueMs = dueMs;
  }

  /** The intended start of what begins now, now or earlier: a timer that fires a little early makes nothing late. */
  takeDue(nowMs: number): number {
    const dueMs = this.#dueMs;
    if (dueMs < 0) return nowMs;
    this.#dueMs = -1;
    return Math.min(dueMs, nowMs);
  }

  /** The task is over: files every finished sample. */
  settle(): void {
    let answer = this.#firstFinished;
    if (answer === null) return;
    this.#firstFinished = null;
    this.#lastFinished = null;
    while (answer !== null) {
      const next: ReceivedAnswer | null = answer.next;
      answer.next = null;
      answer.file();
      answer = next;
    }
  }

  /**
   * Files what is finished, ends every connection and rejects the requests on their way and all later ones. Returns how
   * many were cut off after they had been written.
   */
  stop(): number {
    if (this.#isStopped) return 0;
    this.#isStopped = true;
    this.#network.inbox.handOut();
    this.settle();
    this.#endpoints.forget();
    const cut = this.#routes.close() as ClientRequest[];
    for (const request of cut) request.cut(stoppedError());
    this.#waits?.stop();
    this.#network.deadlines.rest();
    return cut.filter((request) => request.isWritten).length;
  }

  finished(answer: ReceivedAnswer, request: ClientRequest): void {
    if (this.#lastFinished === null) this.#firstFinished = answer;
    else this.#lastFinished.next = answer;
    this.#lastFinished = answer;
    this.#spare = request;
  }

  get keepsCookies(): boolean {
    return this.#jar !== null;
  }

  keepCookies({ head, route }: ClientRequest): void {
    this.#jar?.keep(head, route, this.#network.clock.wallNow());
  }

  repeated(): void {
    this.#recorder.repeated();
  }

  follow(request: ClientRequest): boolean {
    const { head, route } = request;
    const location = head.get("location");
    if (location === null || this.#maxRedirects === 0) return false;
    const redirect = redirectOf(head.status, request.method, location, `${route.pool.origin.key}${route.target}`);
    if (redirect === null) return refused(request, badRedirect);
    if (request.redirects === this.#maxRedirects) return refused(request, tooManyRedirects);
    if (!this.#routes.mayGoTo(redirect.url)) return refused(request, redirectNotAllowed);
    this.#turn(request, redirect);
    return true;
  }

  /** Makes a request ready for its next hop and sends it there, with nothing secret when that is elsewhere. */
  #turn(request: ClientRequest, { url, method, keepsBody }: Redirect): void {
    const route = this.#routes.routeTo(url, request.route.isForeign);
    let headers = request.headers ?? {};
    if (route.pool !== request.route.pool) headers = harmlessOf(headers);
    if (!keepsBody) headers = withoutHeaders(headers, ["content-type"]);
    request.turn(method, route, headers, keepsBody ? request.body : "");
    request.text = this.#writer.text(method, route, this.#withCookies(headers, route), request.body);
    route.pool.send(request, request.endMs);
  }

  #withCookies(headers: RequestHeaders | undefined, route: Route): RequestHeaders | undefined {
    return this.#jar === null ? headers : this.#jar.addTo(headers, route, this.#network.clock.wallNow());
  }

  #ask(method: string, path: string, options: RequestOptions | undefined): Promise<Answer> {
    if (this.#isStopped) return rejectedByStop();
    this.settle();
    const askedMs = this.#network.clock.now();
    const dueMs = this.takeDue(askedMs);
    const bearer = this.#bearer;
    try {
      const token = bearer === undefined ? undefined : bearer();
      if (typeof token === "object") return this.#sendWhenReady(token, method, path, options, dueMs, askedMs);
      return this.#send(method, path, options, token, dueMs, askedMs);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #send(
    method: string,
    path: string,
    options: RequestOptions | undefined,
    token: string | undefined,
    dueMs: number,
    nowMs: number,
  ): Promise<Answer> {
    const writer = this.#writer;
    writer.useToken(token);
    const endpoint = this.#endpoints.endpointOf(method, path, options?.name ?? path);
    const request = this.#spare ?? new ClientRequest(this);
    this.#spare = null;
    const promise = request.begin(endpoint, dueMs, this.#recorder);
    const traceparent = this.#traceparent === undefined ? null : this.#traceparent();
    if ((options === undefined || isPlain(options)) && this.#jar === null && traceparent === null) {
      request.text = writer.plainText(endpoint);
    } else {
      const own = options === undefined ? undefined : ownHeadersOf(options);
      request.headers = traceparent === null ? own : { traceparent, ...own };
      request.body = options === undefined ? "" : ownBodyOf(options);
      const headers = this.#withCookies(request.headers, endpoint.route);
      request.text = writer.text(method, endpoint.route, headers, request.body);
    }
    request.timeoutMs = options?.timeout === undefined ? this.#requestTimeoutMs : timeoutMsOf(options.timeout);
    endpoint.route.pool.send(request, nowMs);
    return promise;
  }

  /** Waits for the token; the time it takes is taken off the latency by moving the intended start. */
  #sendWhenReady(
    token: Promise<string | undefined>,
    method: string,
    path: string,
    options: RequestOptions | undefined,
    dueMs: number,
    askedMs: number,
  ): Promise<Answer> {
    this.#waits ??= new TokenWaits();
    return this.#waits.send(token, (ready) => {
      const nowMs = this.#network.clock.now();
      return this.#send(method, path, options, ready, dueMs + nowMs - askedMs, nowMs);
    });
  }
}

/** A stopped script may have let go of its promise; that is no unhandled rejection. */
function ignoreStop(): void {}

/** Not at once: a script that catches everything and asks again must not starve the thread. */
function rejectedByStop(): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<Answer>();
  promise.catch(ignoreStop);
  setImmediate(reject, stoppedError());
  return promise;
}

function refused(request: ClientRequest, reason: string): false {
  request.refuse(reason);
  return false;
}
