import type { KeptBodies } from "./kept-bodies.ts";
import { noBytes } from "./no-bytes.ts";
import type { ResponseHead } from "./response-head.ts";
import type { LastAnswer } from "./response-parser.ts";
import type { TransferPool } from "./transfer-pool.ts";

/** Bodies beyond this size are not kept to recognise an unchanged answer. */
const maxKeptBytes = 65_536;

/** Where a path leads: the connections to its origin, and what stands in the first line of the request. */
export interface Route {
  readonly pool: TransferPool;
  readonly target: string;
  /** True for an origin other than the client's own: no credentials go there by themselves. */
  readonly isForeign: boolean;
}

/** One way in which a user asks again and again: its request, ready to be written, and its last answer. */
export class Endpoint implements LastAnswer {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly route: Route;
  /** The request without headers or body of its own, as it was last written, and the authorization it carried. */
  text = "";
  textAuthorization: string | null = null;
  head: ResponseHead | null = null;
  sentBody: Buffer | null = null;
  /** `sentBody` without its content coding. */
  body: Buffer = noBytes;
  /** The endpoint used before this one. */
  next: Endpoint | null = null;
  readonly #room: KeptBodies;

  constructor(method: string, path: string, name: string, route: Route, room: KeptBodies) {
    this.method = method;
    this.path = path;
    this.name = name;
    this.route = route;
    this.#room = room;
  }

  isFor(method: string, path: string, name: string): boolean {
    return this.path === path && this.method === method && this.name === name;
  }

  /** Keeps an answer to recognise the next one by, if there is room for it. */
  keep(head: ResponseHead, sentBody: Buffer, body: Buffer): void {
    this.head = head;
    if (sentBody === this.sentBody) return;
    this.forget();
    if (sentBody.length > maxKeptBytes || body.length > maxKeptBytes) return;
    if (!this.#room.take(bytesOf(sentBody, body))) return;
    this.sentBody = sentBody;
    this.body = body;
  }

  /** Keeps no answer any more. */
  forget(): void {
    if (this.sentBody === null) return;
    this.#room.give(bytesOf(this.sentBody, this.body));
    this.sentBody = null;
    this.body = noBytes;
  }
}

/** A body without a coding is the one that was sent. */
function bytesOf(sentBody: Buffer, body: Buffer): number {
  return sentBody === body ? body.length : sentBody.length + body.length;
}
