import type { HistoryEntry } from "../pickup-api/history.ts";

/** A request that has come and is not answered yet. */
export interface Flight {
  readonly userId: string;
  readonly honest: PromiseWithResolvers<readonly HistoryEntry[]>;
  /** The request with which it swaps its answer. */
  partner: Flight | null;
}

/** The requests in flight, so that two of different users can be made to swap their answers. */
export class Meetings {
  readonly #flights = new Set<Flight>();

  begin(userId: string): Flight {
    const honest = Promise.withResolvers<readonly HistoryEntry[]>();
    // Who is never paired has nobody who would hear of a failure.
    honest.promise.catch(() => undefined);
    const flight: Flight = { userId, honest, partner: null };
    this.#flights.add(flight);
    return flight;
  }

  /** Makes a request swap its answer with another user's that is in flight with it; without one nothing happens. */
  pair(flight: Flight): void {
    if (flight.partner !== null) return;
    for (const other of this.#flights) {
      if (other.userId === flight.userId || other.partner !== null) continue;
      flight.partner = other;
      other.partner = flight;
      return;
    }
  }

  /** The answer for a request whose honest one is known now: its own, or its partner's. */
  async end(flight: Flight, honest: readonly HistoryEntry[]): Promise<readonly HistoryEntry[]> {
    this.#flights.delete(flight);
    flight.honest.resolve(honest);
    return flight.partner === null ? honest : flight.partner.honest.promise;
  }

  fail(flight: Flight, error: unknown): void {
    this.#flights.delete(flight);
    flight.honest.reject(error);
  }
}
