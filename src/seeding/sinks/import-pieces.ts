import { ByteWriter } from "../../ground/index.ts";
import type { ImportLines } from "./import-lines.ts";

/** So few that their bytes do not leave the processor's cache before they are hashed. */
const linesPerPiece = 800;
const pieceBytes = 0x8_0000;

/** Whole lines of an import file. */
export interface Piece {
  /** Stays as it is until `advance` was called twice. */
  readonly lines: Buffer;
  readonly count: number;
}

/** The lines of import files in pieces, one ahead: while a piece is compressed the next one is written. */
export class ImportPieces {
  readonly #lines: ImportLines;
  readonly #observe: (items: number) => void;
  readonly #interrupted: AbortSignal;
  #writers = [new ByteWriter(pieceBytes), new ByteWriter(pieceBytes)] as const;
  #items = 0;
  #next: Piece;

  constructor(lines: ImportLines, observe: (items: number) => void, interrupted: AbortSignal) {
    this.#lines = lines;
    this.#observe = observe;
    this.#interrupted = interrupted;
    this.#next = this.#make();
  }

  /** Null when there is none, or none is wanted any more. */
  get next(): Piece | null {
    return this.#next.count === 0 || this.#interrupted.aborted ? null : this.#next;
  }

  /** Goes on to the piece after `next`. */
  advance(): void {
    this.#items += this.#next.count;
    this.#observe(this.#items);
    this.#next = this.#make();
  }

  #make(): Piece {
    const [writer, other] = this.#writers;
    this.#writers = [other, writer];
    writer.truncate(0);
    const count = this.#lines.write(linesPerPiece, writer);
    return { lines: writer.written(), count };
  }
}
