// Another API whose answer depends on who asks, with a dataset, an answer and keys of its own: every answer is compared,
// every write is followed, and the walls between readers are probed.
//
//     SHELF_SECRET="$(cat secret.txt)" node api.ts 3000 &
//     pickup load load-test.ts -H http://127.0.0.1:3000 --sign-with secret.txt --alg HS256 --writes 20% --isolation 5%
import { between, type Dataset, defineLoadTest } from "pickup-load-test";
import { type Book, booksOf, pageOf, readerId, readers } from "./shelves.ts";

const dataset: Dataset<Book> = {
  users: readers,
  idOf: readerId,
  rowsOf: booksOf,
  movedOn: (_reader, { isbn }, openedAtMs) => ({ isbn, openedAtMs, page: pageOf(isbn, openedAtMs) }),
};

export default defineLoadTest({
  dataset,
  // Where the list is in the answer, and which field is what.
  answers: {
    list: "data.shelf",
    id: "isbn",
    time: "openedAt",
    timeFormat: "epoch-milliseconds",
    fields: { page: "number" },
    shows: ({ isbn, page, openedAtMs }) => ({ isbn, page, openedAt: openedAtMs }),
    recognises: ({ isbn, page, openedAt }) => pageOf(String(isbn), Number(openedAt)) === page,
  },
  isolation: { own: "/v2/shelf", another: (_reader, other) => `/v2/readers/${other.id}/shelf` },
  users: {
    reader: {
      wait: between(0.1, 0.5),
      bearer: (user) => user.token(),
      tasks: {
        shelf: async (user) => user.verify(await user.http.get("/v2/shelf")),
        turnPage: {
          writes: true,
          async run(user) {
            const book = user.ledger.draft();
            if (book === null) return;
            const path = `/v2/shelf/${book.isbn}`;
            await user.ledger.send(book, () => user.http.put(path, { json: book, name: "/v2/shelf/{isbn}" }));
          },
        },
      },
    },
  },
});
