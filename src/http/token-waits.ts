import type { Answer } from "./answer.ts";
import { stoppedError } from "./stopped.ts";

/** A request whose token is not there yet. */
interface Wait {
  readonly promise: Promise<Answer>;
  readonly reject: (error: unknown) => void;
}

/** The requests of one user that wait for its token. */
export class TokenWaits {
  readonly #waits = new Set<Wait>();
  #isStopped = false;

  /** Sends with the token once it is there, unless `stop` comes first; rejects as the token does. */
  send(token: Promise<string | undefined>, send: (token: string | undefined) => Promise<Answer>): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const wait: Wait = { promise, reject };
    this.#waits.add(wait);
    token
      .finally(() => this.#waits.delete(wait))
      .then((ready) => {
        if (!this.#isStopped) resolve(send(ready));
      })
      .catch(reject);
    return promise;
  }

  stop(): void {
    this.#isStopped = true;
    for (const { promise, reject } of this.#waits) {
      // A stopped script may have let go of its promise; that is no unhandled rejection.
      promise.catch(ignore);
      reject(stoppedError());
    }
    this.#waits.clear();
  }
}

function ignore(): void {}
