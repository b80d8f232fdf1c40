/** One record of a CSV file: where it begins, the line it begins in (from 1), and its number of fields. */
export interface CsvRecord {
  readonly offset: number;
  readonly line: number;
  readonly fields: number;
}

export interface CsvSink {
  record(record: CsvRecord): void;
  broken(line: number, problem: string): void;
}

const state = { fieldStart: 0, bare: 1, quoted: 2, quoteInQuoted: 3, returnAfterQuote: 4 };
const [lf, cr, quote, comma] = [10, 13, 34, 44];

/**
 * Finds the records of CSV (RFC 4180: fields may stand in quotes, and then hold commas, line ends and doubled quotes)
 * in pieces of any size, without making a text of them. Empty lines are no records.
 */
export class CsvScanner {
  readonly #sink: CsvSink;
  #state = state.fieldStart;
  /** Where the next piece begins. */
  #position: number;
  #line = 1;
  #recordOffset: number;
  #recordLine = 1;
  #fields = 1;
  #isBroken = false;

  constructor(offset: number, sink: CsvSink) {
    this.#position = offset;
    this.#recordOffset = offset;
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === lf) {
        this.#line++;
        if (this.#state !== state.quoted) this.#endRecord(this.#position + i);
      } else if (byte === comma) {
        if (this.#state !== state.quoted) this.#nextField();
      } else if (byte === quote) this.#meetQuote();
      else if (this.#state === state.fieldStart) this.#state = byte === cr ? state.fieldStart : state.bare;
      else if (this.#state >= state.quoteInQuoted) this.#leaveQuotes(byte);
    }
    this.#position += bytes.length;
  }

  end(): void {
    if (this.#state === state.quoted) this.#break("opens a quote that is never closed");
    this.#endRecord(this.#position);
  }

  #nextField(): void {
    this.#fields++;
    this.#state = state.fieldStart;
  }

  #meetQuote(): void {
    if (this.#state === state.fieldStart || this.#state === state.quoteInQuoted) this.#state = state.quoted;
    else if (this.#state === state.quoted) this.#state = state.quoteInQuoted;
    else this.#break("has a quote inside a field that does not begin with one");
  }

  #leaveQuotes(byte: number): void {
    if (byte === cr && this.#state === state.quoteInQuoted) this.#state = state.returnAfterQuote;
    else {
      this.#break("goes on after the closing quote of a field");
      this.#state = state.bare;
    }
  }

  #break(problem: string): void {
    if (!this.#isBroken) this.#sink.broken(this.#recordLine, problem);
    this.#isBroken = true;
  }

  /** `end` is the place of the line feed; a line with nothing but a carriage return is empty too. */
  #endRecord(end: number): void {
    const isEmpty = end - this.#recordOffset <= 1 && this.#state === state.fieldStart && this.#fields === 1;
    if (!isEmpty && !this.#isBroken)
      this.#sink.record({ offset: this.#recordOffset, line: this.#recordLine, fields: this.#fields });
    this.#state = state.fieldStart;
    this.#recordOffset = end + 1;
    this.#recordLine = this.#line;
    this.#fields = 1;
    this.#isBroken = false;
  }
}
