/** Something to write, if it is still wanted when its turn has come. */
export interface Letter {
  /** The next one in the outbox. */
  nextLetter: Letter | null;
  post(): void;
}

/**
 * Holds back what is written while answers are read, until all that have come in this turn of the event loop are read:
 * an answer is not kept waiting by the requests that earlier ones led to, and a server that was woken by the first
 * request finds the others before it sleeps again. What is written at other times goes out at once. One for a thread.
 */
export class Outbox {
  #isReading = false;
  #first: Letter | null = null;
  #last: Letter | null = null;
  readonly #flush = () => {
    this.#isReading = false;
    let letter = this.#first;
    this.#first = this.#last = null;
    while (letter !== null) {
      const next: Letter | null = letter.nextLetter;
      letter.nextLetter = null;
      letter.post();
      letter = next;
    }
  };

  /** To be called whenever bytes have come. */
  reading(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    // Immediates run when the event loop has handed out everything that was ready.
    setImmediate(this.#flush);
  }

  /** Posts a letter now, or when everything is read. */
  send(letter: Letter): void {
    if (!this.#isReading) return letter.post();
    if (this.#last === null) this.#first = letter;
    else this.#last.nextLetter = letter;
    this.#last = letter;
  }
}
