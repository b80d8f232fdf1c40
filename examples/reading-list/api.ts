// The API of the reading list: GET /v2/shelf, PUT /v2/shelf/{isbn}, GET /v2/readers/{id}/shelf (one's own only).
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Book, booksOf, readerId, readers } from "./shelves.ts";

/** Books by `SHELF#<reader>` and `BOOK#<isbn>`. */
export type Shelves = Map<string, Map<string, Book>>;

export function seededShelves(): Shelves {
  const shelfOf = (i: number) => new Map(booksOf(i).map((book) => [`BOOK#${book.isbn}`, book]));
  return new Map(Array.from({ length: readers }, (_, i) => [`SHELF#${readerId(i)}`, shelfOf(i)]));
}

/** `callerOf` says who asks; null: nobody that is known. */
export function readingListApi(shelves: Shelves, callerOf: (request: IncomingMessage) => string | null): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    const caller = callerOf(request);
    const shelf = caller === null ? undefined : shelves.get(`SHELF#${caller}`);
    const [, , place, name] = (request.url ?? "").split("/");
    if (shelf === undefined) return answer(401, { error: "who are you?" });
    if (place === "readers" && name !== caller) return answer(403, { error: "that is not your shelf" });
    if (request.method === "PUT") {
      return request.once("data", (bytes: Buffer) => {
        const book = JSON.parse(bytes.toString()) as Book;
        const there = shelf.get(`BOOK#${name}`);
        if (there === undefined || there.openedAtMs <= book.openedAtMs) shelf.set(`BOOK#${name}`, book);
        answer(200, {});
      });
    }
    const books = [...shelf.values()].toSorted((a, b) => b.openedAtMs - a.openedAtMs || (a.isbn < b.isbn ? -1 : 1));
    return answer(200, {
      data: { shelf: books.map(({ openedAtMs, ...book }) => ({ ...book, openedAt: openedAtMs })) },
    });
  });
}

/** The subject of a JWT that is signed with the secret (HS256) and has not expired. */
export function subjectOf({ headers }: IncomingMessage, secret: string): string | null {
  const [head = "", claims = "", signature = ""] = (headers.authorization ?? "").replace("Bearer ", "").split(".");
  const signed = createHmac("sha256", secret).update(`${head}.${claims}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== signed.length || !timingSafeEqual(given, signed)) return null;
  const { sub, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub: string; exp: number };
  return exp * 1000 > Date.now() ? sub : null;
}

if (import.meta.main) {
  const secret = process.env["SHELF_SECRET"] ?? "a secret of the example, 32 bytes or more";
  const port = Number(process.argv[2] ?? 3000);
  readingListApi(seededShelves(), (request) => subjectOf(request, secret)).listen(port, () => {
    console.log(`reading list: http://127.0.0.1:${port}`);
  });
}
