const lf = 10;

/** What a scan found; lines are counted from 1. */
export interface RowSink {
  row(offset: number): void;
  broken(line: number, problem: string): void;
}

/** Finds the rows of JSON lines in pieces of any size and checks that each is an object, with an id if one is named. */
export class JsonLinesScanner {
  readonly #sink: RowSink;
  readonly #id: string | undefined;
  /** Pieces of the line that is not complete yet. */
  #begun: Buffer[] = [];
  #lineOffset: number;
  #position: number;
  #line = 1;

  constructor(offset: number, id: string | undefined, sink: RowSink) {
    this.#lineOffset = offset;
    this.#position = offset;
    this.#id = id;
    this.#sink = sink;
  }

  push(bytes: Buffer): void {
    let from = 0;
    for (let end = bytes.indexOf(lf); end >= 0; end = bytes.indexOf(lf, from)) {
      this.#endLine(bytes.subarray(from, end));
      from = end + 1;
      this.#lineOffset = this.#position + from;
      this.#line++;
    }
    if (from < bytes.length) this.#begun.push(Buffer.from(bytes.subarray(from)));
    this.#position += bytes.length;
  }

  end(): void {
    this.#endLine(Buffer.alloc(0));
  }

  #endLine(rest: Buffer): void {
    const text = (this.#begun.length === 0 ? rest : Buffer.concat([...this.#begun, rest])).toString("utf8");
    this.#begun = [];
    if (text.trim() === "") return;
    const problem = this.#problemOf(text);
    if (problem === null) this.#sink.row(this.#lineOffset);
    else this.#sink.broken(this.#line, problem);
  }

  #problemOf(text: string): string | null {
    const row = parsed(text);
    if (row === undefined) return "is not JSON";
    if (typeof row !== "object" || row === null || Array.isArray(row)) return "is no JSON object";
    if (this.#id === undefined) return null;
    const id = (row as { readonly [name: string]: unknown })[this.#id];
    return typeof id === "string" || typeof id === "number" ? null : `has no text or number under ${this.#id}`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
