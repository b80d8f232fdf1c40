import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, sleep } from "../../ground/index.ts";
import { loopback, portUnusable } from "../listen-address.ts";
import type { RunningService } from "../running-service.ts";
import type { FaultCounts } from "./fault-counts.ts";
import { FaultDraws, type RequestDraws } from "./fault-draws.ts";
import type { NetworkFaults } from "./fault-file.ts";
import type { ProxiedAnswer, ProxiedRequest } from "./upstream.ts";

const slowPieces = 8;
const slowPieceMs = 100;
/** Longer than any client rests, so that a connection is closed only where a fault says so. */
const restMs = 300_000;

export interface FaultServerOptions {
  /** As it stands in messages: `fault proxy of DynamoDB`. */
  readonly name: string;
  /** 0: a free one. */
  readonly port: number;
  readonly seed: string;
  readonly faults: NetworkFaults;
  readonly counts: FaultCounts;
  readonly clock: Clock;
  /** The answer of the service, its own faults included; `number` counts requests from 1. */
  readonly answer: (request: ProxiedRequest, draws: RequestDraws, number: number) => Promise<ProxiedAnswer>;
  /** What the service says when it fails; half of the times before `answer` is asked. */
  readonly failure: (draws: RequestDraws) => ProxiedAnswer;
  /** Answers to GET that are the proxy's own, by path. */
  readonly own?: { readonly [path: string]: () => object };
}

/**
 * An HTTP server that plays the faults of a network and a failing service around the answers it is given. `GET /faults`
 * tells its counts, `DELETE /faults` sets them to zero. Throws `PICKUP_PORT_UNUSABLE` (exit code 2).
 */
export async function startFaultServer(options: FaultServerOptions): Promise<RunningService> {
  const player = new FaultPlayer(options);
  const server = createServer({ keepAliveTimeout: restMs, requestTimeout: 0 }, (request, response) => {
    player.play(request, response).catch(() => request.socket.destroy());
  });
  server.listen(options.port, loopback);
  await once(server, "listening").catch((cause: unknown) => {
    throw portUnusable(options.name, options.port, cause);
  });
  return { url: `http://${loopback}:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

class FaultPlayer {
  readonly #options: FaultServerOptions;
  readonly #draws: FaultDraws;

  constructor(options: FaultServerOptions) {
    this.#options = options;
    this.#draws = new FaultDraws(options.seed, options.faults);
  }

  async play(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const proxied = await proxiedRequest(request);
    const own = this.#ownAnswer(proxied);
    if (own !== null) return this.#send(response, own);
    const { counts, clock } = this.#options;
    const number = counts.request();
    const draws = this.#draws.of(number);
    if (draws.kind !== null) counts.fault(draws.kind);
    if (draws.latencyMs > 0) await sleep(clock, draws.latencyMs);
    const { kind, isLate } = draws;
    const isEarly = (kind === "resets" || kind === "serverErrors") && !isLate;
    const answer = isEarly ? null : await this.#options.answer(proxied, draws, number);
    await this.#deliver(request, response, draws, answer);
  }

  #ownAnswer({ method, target }: ProxiedRequest): ProxiedAnswer | null {
    const { counts, own = {} } = this.#options;
    if (target === "/faults" && method === "DELETE") counts.clear();
    if (target === "/faults" && (method === "GET" || method === "DELETE")) return jsonAnswer(200, counts.report());
    const answer = method === "GET" && Object.hasOwn(own, target) ? own[target] : undefined;
    return answer === undefined ? null : jsonAnswer(200, answer());
  }

  async #deliver(
    request: IncomingMessage,
    response: ServerResponse,
    draws: RequestDraws,
    answer: ProxiedAnswer | null,
  ): Promise<void> {
    if (draws.kind === "resets") request.socket.resetAndDestroy();
    else if (draws.kind === "serverErrors" || answer === null) this.#send(response, this.#options.failure(draws));
    else if (draws.kind === "halfAnswers") this.#sendHalf(response, answer);
    else if (draws.kind === "slowReads") await this.#sendSlowly(response, answer);
    else this.#send(response, answer);
  }

  #send(response: ServerResponse, answer: ProxiedAnswer): void {
    this.#writeHead(response, answer);
    response.end(answer.body);
  }

  #sendHalf(response: ServerResponse, answer: ProxiedAnswer): void {
    this.#writeHead(response, answer);
    response.write(answer.body.subarray(0, answer.body.length >>> 1), () => response.socket?.destroySoon());
  }

  async #sendSlowly(response: ServerResponse, answer: ProxiedAnswer): Promise<void> {
    this.#writeHead(response, answer);
    const size = Math.ceil(answer.body.length / slowPieces);
    for (let piece = 0; piece < slowPieces; piece++) {
      await sleep(this.#options.clock, slowPieceMs);
      response.write(answer.body.subarray(piece * size, (piece + 1) * size));
    }
    response.end();
  }

  #writeHead(response: ServerResponse, { status, headers, body }: ProxiedAnswer): void {
    const { clock, faults } = this.#options;
    const date = new Date(clock.wallNow() + faults.clockOffsetSeconds * 1000).toUTCString();
    response.writeHead(status, { ...headers, "content-length": body.length, date });
  }
}

/** An answer whose body is JSON. */
export function jsonAnswer(status: number, value: object, contentType = "application/json"): ProxiedAnswer {
  return { status, headers: { "content-type": contentType }, body: Buffer.from(JSON.stringify(value)) };
}

async function proxiedRequest(request: IncomingMessage): Promise<ProxiedRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return { method: request.method!, target: request.url!, headers: request.headers, body: Buffer.concat(pieces) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
