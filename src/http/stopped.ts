/** Rejects the requests of a client that was stopped; never a fault of the script that waits for them. */
class Stopped extends Error {
  override readonly name = "Stopped";

  constructor() {
    super("the run was stopped");
  }
}

/** The rejection of a request after the stop. */
export function stoppedError(): Error {
  return new Stopped();
}

/** True for the rejection that a request meets once its client was stopped; the engine swallows it. */
export function isStopped(error: unknown): boolean {
  return error instanceof Stopped;
}
