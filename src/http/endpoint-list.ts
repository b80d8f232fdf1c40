import { Endpoint } from "./endpoint.ts";
import type { KeptBodies } from "./kept-bodies.ts";
import type { Routes } from "./routes.ts";

/** More than a user has; a script that makes up paths without end must not fill the memory. */
const maxEndpoints = 16;

/** The endpoints of one user, the last used first: a user that asks one thing finds it at the first look. */
export class EndpointList {
  readonly #routes: Routes;
  readonly #room: KeptBodies;
  #first: Endpoint | null = null;

  constructor(routes: Routes, room: KeptBodies) {
    this.#routes = routes;
    this.#room = room;
  }

  /** The endpoint of that method, path and name; a KitError when the path is none. */
  endpointOf(method: string, path: string, name: string): Endpoint {
    const first = this.#first;
    if (first !== null && first.isFor(method, path, name)) return first;
    const endpoint = this.#take(method, path, name) ?? this.#open(method, path, name);
    endpoint.next = this.#first;
    this.#first = endpoint;
    return endpoint;
  }

  /** Keeps no answers any more. */
  forget(): void {
    for (let endpoint = this.#first; endpoint !== null; endpoint = endpoint.next) endpoint.forget();
  }

  #open(method: string, path: string, name: string): Endpoint {
    return new Endpoint(method, path, name, this.#routes.routeOf(path), this.#room);
  }

  #take(method: string, path: string, name: string): Endpoint | null {
    let before = this.#first;
    for (let count = 2; before !== null && before.next !== null; count++) {
      const endpoint: Endpoint = before.next;
      if (endpoint.isFor(method, path, name)) {
        before.next = endpoint.next;
        return endpoint;
      }
      if (count === maxEndpoints) {
        endpoint.forget();
        before.next = null;
      }
      before = endpoint;
    }
    return null;
  }
}
