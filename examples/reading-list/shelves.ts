// What every reader has on its shelf: a pure function, which the load test and the API compute alike. In a real test
// this is what you seed.
import { createHash } from "node:crypto";

export interface Book {
  readonly isbn: string;
  readonly page: number;
  readonly openedAtMs: number;
}

export const readers = 200;
export const readerId = (i: number): string => `reader-${String(i).padStart(4, "0")}`;

/** Of 30 books each reader has 5; the page follows from book and time, so that a book is recognised anywhere. */
export function booksOf(i: number): Book[] {
  return Array.from({ length: 5 }, (_, n) => {
    const isbn = `978-${1000 + ((i * 7 + n * 6) % 30)}`;
    const openedAtMs = Date.UTC(2026, 0, 1) + i * 61_000 + n * 86_400_000;
    return { isbn, openedAtMs, page: pageOf(isbn, openedAtMs) };
  });
}

export function pageOf(isbn: string, openedAtMs: number): number {
  return 1 + (createHash("sha256").update(`${isbn} ${openedAtMs}`).digest().readUInt32LE(0) % 900);
}
