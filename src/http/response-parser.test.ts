import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  chunked,
  mutate,
  ok,
  type Parsed,
  responseCorpus as corpus,
  type Sent,
  sized,
} from "../../test/support/response-corpus.ts";
import { faults } from "./faults.ts";
import { isBroken, type LastAnswer, needsMore, ResponseParser } from "./response-parser.ts";

const limits = { maxHeadBytes: 300, maxBodyBytes: 100 };

/** The read buffer of a thread: after every read it holds something else. */
const shared = Buffer.alloc(4096);

/** What a parser makes of the bytes when they come in these pieces and the connection then ends. */
function parse(pieces: readonly Buffer[], isHead = false, last: LastAnswer | null = null): Parsed {
  const parser = new ResponseParser(limits);
  parser.begin(isHead, last);
  let end = needsMore;
  let left = 0;
  for (const piece of pieces) {
    if (end === isBroken) break;
    if (end >= 0) {
      left += piece.length;
      continue;
    }
    shared.fill("\n");
    const from = piece.length % 7;
    piece.copy(shared, from);
    end = parser.read(shared, from, from + piece.length);
    if (end >= 0) left = from + piece.length - end;
  }
  shared.fill("!");
  if (end === isBroken || (end === needsMore && !parser.end())) return { fault: parser.fault! };
  if (last !== null) {
    last.head = parser.head;
    last.sentBody = parser.body;
  }
  const headers = [...parser.head!.entries()];
  return { status: parser.head!.status, headers, body: parser.body.toString("latin1"), excess: left };
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])];
  const sorted = cuts.toSorted((a, b) => a - b);
  return sorted.slice(1).map((cut, index) => bytes.subarray(sorted[index], cut));
}

function bytesOf({ bytes }: Sent): Buffer {
  return Buffer.from(bytes, "latin1");
}

for (const sent of corpus) {
  test(`the parser reads ${sent.title}`, () => {
    const parsed = parse([bytesOf(sent)], sent.isHead);
    assert.deepEqual(
      { ...parsed, ...(sent.expected.headers ? {} : { headers: undefined }) },
      { headers: undefined, ...sent.expected },
    );
  });
}

test("the corpus has at least sixty answers and every fault that bytes can have", () => {
  assert.ok(corpus.length >= 60);
  const notOfBytes = [
    "BAD_CONTENT_ENCODING",
    "CONNECTION_FAILED",
    "PROXY_REFUSED",
    "NOT_HTTP2",
    "TIMEOUT",
    "CONNECT_TIMEOUT",
  ];
  const seen = new Set([
    ...corpus.map((sent) => sent.expected.fault),
    ...notOfBytes.map((name) => `PICKUP_HTTP_${name}`),
  ]);
  assert.deepEqual(
    Object.keys(faults).filter((fault) => !seen.has(fault)),
    [],
  );
});

test("it does not matter where the bytes are cut", () => {
  for (const sent of corpus) {
    const whole = parse([bytesOf(sent)], sent.isHead);
    const single = [...bytesOf(sent)].map((byte) => Buffer.from([byte]));
    assert.deepEqual(parse(single, sent.isHead), whole, `${sent.title}, byte by byte`);
  }
  const sents = fc.constantFrom(...corpus);
  fc.assert(
    fc.property(sents, fc.array(fc.nat(), { maxLength: 8 }), (sent, places) => {
      const whole = parse([bytesOf(sent)], sent.isHead);
      assert.deepEqual(parse(cutAt(bytesOf(sent), places), sent.isHead), whole);
    }),
    { numRuns: 2000 },
  );
});

test("what was answered before does not change what is read", () => {
  const sents = fc.constantFrom(...corpus);
  fc.assert(
    fc.property(sents, sents, fc.array(fc.nat(), { maxLength: 4 }), (before, sent, places) => {
      const last: LastAnswer = { head: null, sentBody: null };
      parse([bytesOf(before)], before.isHead, last);
      const fresh = parse([bytesOf(sent)], sent.isHead);
      assert.deepEqual(parse(cutAt(bytesOf(sent), places), sent.isHead, last), fresh);
    }),
    { numRuns: 2000 },
  );
});

test("an equal answer has the very same head and body, a different one has its own", () => {
  for (const bytes of [`${sized(5)}hello`, `${chunked}2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`, `${ok}\r\nhello`]) {
    const last: LastAnswer = { head: null, sentBody: null };
    parse([Buffer.from(bytes)], false, last);
    const { head, sentBody } = last;
    parse(cutAt(Buffer.from(bytes), [bytes.length - 2]), false, last);
    assert.equal(last.sentBody, sentBody);
    assert.equal(last.head, head);
    parse([Buffer.from(bytes.replace("lo", "p!"))], false, last);
    assert.notEqual(last.sentBody, sentBody);
    assert.equal(sentBody!.toString(), "hello");
    assert.equal(last.sentBody!.toString(), "help!");
  }
});

test("a head tells whether and how long its connection can be used again", () => {
  const rows = [
    ["HTTP/1.1 200 OK\r\n", true, -1],
    ["HTTP/1.1 200 OK\r\nConnection: close\r\n", false, -1],
    ["HTTP/1.1 200 OK\r\nConnection: X-Other, Close\r\n", false, -1],
    ["HTTP/1.0 200 OK\r\n", false, -1],
    ["HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n", true, -1],
    ["HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\n", true, 5000],
  ] as const;
  for (const [head, keepAlive, keepAliveMs] of rows) {
    const parser = new ResponseParser(limits);
    parser.begin(false, null);
    const bytes = Buffer.from(`${head}Content-Length: 0\r\n\r\n`);
    assert.equal(parser.read(bytes, 0, bytes.length), bytes.length);
    assert.deepEqual([parser.head!.keepAlive, parser.head!.keepAliveMs], [keepAlive, keepAliveMs], head);
  }
});

test("headers are found in any case, and several of one name are joined", () => {
  const parser = new ResponseParser(limits);
  parser.begin(false, null);
  const bytes = Buffer.from(`${ok}Set-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n`);
  parser.read(bytes, 0, bytes.length);
  assert.equal(parser.head!.get("SET-COOKIE"), "a=1, b=2");
  assert.equal(parser.head!.get("cookie"), null);
});

test("mutated answers end in an answer or a fault, whatever was mutated", () => {
  const runs = process.env.PICKUP_SOAK === undefined ? 20_000 : 1_000_000;
  const edit = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom("put", "cut", "insert", "copy"),
    byte: fc.integer({ min: 0, max: 255 }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...corpus),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (sent, edits, place) => {
        let bytes = bytesOf(sent);
        for (const { at, kind, byte } of edits) bytes = mutate(bytes, at % (bytes.length + 1), kind, byte);
        const parsed = parse(cutAt(bytes, [place]), sent.isHead);
        assert.deepEqual(parse([bytes], sent.isHead), parsed);
        if (parsed.fault !== undefined) assert.ok(parsed.fault in faults);
        else assert.ok(parsed.body!.length <= limits.maxBodyBytes);
      },
    ),
    { numRuns: runs },
  );
});
