import type { Transfer } from "./transfer.ts";

/**
 * Keeps complete answers until everything that came in this turn of the event loop is read: no answer waits unread, and
 * seems the slower, while scripts work on the ones before it, and a server that is woken by the first request they lead
 * to finds the others before it sleeps again. One for a thread.
 */
export class Inbox {
  #isReading = false;
  #first: Transfer | null = null;
  #last: Transfer | null = null;
  readonly #endOfTurn = () => {
    this.#isReading = false;
    this.handOut();
  };

  /** To be called whenever bytes have come. */
  reading(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    // Immediates run when the event loop has handed out everything that was ready.
    setImmediate(this.#endOfTurn);
  }

  /** Takes a transfer whose answer is complete: it hears of it when everything is read. */
  take(transfer: Transfer): void {
    if (!this.#isReading) return transfer.answered();
    if (this.#last === null) this.#first = transfer;
    else this.#last.next = transfer;
    this.#last = transfer;
  }

  /** Tells all that are waiting of their answers now. */
  handOut(): void {
    let transfer = this.#first;
    this.#first = this.#last = null;
    while (transfer !== null) {
      const { next }: Transfer = transfer;
      transfer.next = null;
      transfer.answered();
      transfer = next;
    }
  }
}
