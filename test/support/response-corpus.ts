import type { Fault } from "../../src/http/faults.ts";

/** What a parser makes of bytes. */
export interface Parsed {
  status?: number;
  headers?: (readonly [string, string])[];
  body?: string;
  /** Bytes after the answer. */
  excess?: number;
  fault?: Fault;
}

/** What a server sends, as latin1, and what must become of it. */
export interface Sent {
  readonly title: string;
  readonly bytes: string;
  readonly isHead?: boolean;
  readonly expected: Parsed;
}

/** The beginning of most answers. */
export const ok = "HTTP/1.1 200 OK\r\n";
export const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
export const sized = (length: number | string) => `${ok}Content-Length: ${length}\r\n\r\n`;

function valid(title: string, bytes: string, status: number, body: string, more: Partial<Sent> = {}): Sent {
  return { title, bytes, ...more, expected: { status, body, excess: 0, ...more.expected } };
}

function broken(title: string, bytes: string, fault: Fault, more: Partial<Sent> = {}): Sent {
  return { title, bytes, ...more, expected: { fault } };
}

/** Answers, valid and broken, for a head of 300 bytes and a body of 100 at most. */
export const responseCorpus: readonly Sent[] = [
  valid("a body of a given length", `${sized(5)}hello`, 200, "hello"),
  valid("an empty body", sized(0), 200, ""),
  valid("a length with blanks around", `${ok}Content-Length: \t 5 \t\r\n\r\nhello`, 200, "hello"),
  valid("a length without a blank before", `${ok}content-length:5\r\n\r\nhello`, 200, "hello"),
  valid("a length in capitals and with zeros in front", `${ok}CONTENT-LENGTH: 0005\r\n\r\nhello`, 200, "hello"),
  valid("the same length twice", `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`, 200, "hello"),
  valid("bytes of every value", `${sized(4)}\x00\xff\r\n`, 200, "\x00\xff\r\n"),
  valid("a body that looks like an answer", `${sized(19)}HTTP/1.1 200 OK\r\n\r\n`, 200, "HTTP/1.1 200 OK\r\n\r\n"),
  valid("a body of the longest length allowed", sized(100) + "x".repeat(100), 200, "x".repeat(100)),
  valid("a body that ends with the connection", `${ok}\r\nuntil the end`, 200, "until the end"),
  valid("no body that ends with the connection", `${ok}\r\n`, 200, ""),
  valid("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi"),
  valid("HTTP/1.0 to the end", "HTTP/1.0 200 OK\r\n\r\nhi", 200, "hi"),
  valid("no reason phrase", "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", 404, ""),
  valid("not even a blank after the status", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, ""),
  valid("a reason phrase beyond ASCII", "HTTP/1.1 404 Nicht gef\xfcnden\r\nContent-Length: 0\r\n\r\n", 404, ""),
  valid("an unknown status", "HTTP/1.1 799 Odd\r\nContent-Length: 1\r\n\r\nx", 799, "x"),
  valid("204 without a body", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
  valid(
    "304 with the length of what it does not send",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
    304,
    "",
  ),
  valid("204 that claims to be chunked", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", 204, ""),
  valid("the answer to HEAD", sized(500), 200, "", { isHead: true }),
  valid("the chunked answer to HEAD", chunked, 200, "", { isHead: true }),
  valid("one chunk", `${chunked}5\r\nhello\r\n0\r\n\r\n`, 200, "hello"),
  valid("several chunks", `${chunked}2\r\nhe\r\n1\r\nl\r\n2\r\nlo\r\n0\r\n\r\n`, 200, "hello"),
  valid("no chunk but the last", `${chunked}0\r\n\r\n`, 200, ""),
  valid(
    "sizes in hexadecimal of both cases",
    `${chunked}A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n`,
    200,
    "01234567890123456789a",
  ),
  valid("a size with zeros in front", `${chunked}0005\r\nhello\r\n000\r\n\r\n`, 200, "hello"),
  valid("a chunk extension", `${chunked}5;name=value\r\nhello\r\n0\r\n\r\n`, 200, "hello"),
  valid("a quoted extension after blanks", `${chunked}5 ; name="a;b"\r\nhello\r\n0;last\r\n\r\n`, 200, "hello"),
  valid("trailers", `${chunked}5\r\nhello\r\n0\r\nX-Sum: 12\r\nX-Empty:\r\n\r\n`, 200, "hello"),
  valid("chunks with line ends inside", `${chunked}4\r\n\r\n\r\n\r\n0\r\n\r\n`, 200, "\r\n\r\n"),
  valid("chunked in capitals", `${ok}TRANSFER-ENCODING: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`, 200, "x"),
  valid("100 before the answer", `HTTP/1.1 100 Continue\r\n\r\n${sized(2)}hi`, 200, "hi"),
  valid("two early hints", `${"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(2)}${sized(2)}hi`, 200, "hi"),
  valid(
    "an interim answer with a length",
    `HTTP/1.1 102 Processing\r\nContent-Length: 5\r\n\r\n${sized(2)}hi`,
    200,
    "hi",
  ),
  valid("bytes after the answer", `${sized(2)}hiHTTP`, 200, "hi", { expected: { excess: 4 } }),
  valid("bytes after the last chunk", `${chunked}0\r\n\r\n\r\n`, 200, "", { expected: { excess: 2 } }),
  valid("a body after 204", "HTTP/1.1 204 No Content\r\n\r\nhi", 204, "", { expected: { excess: 2 } }),
  valid(
    "header fields as they stand",
    `${ok}X-A: 1\r\nx-b:\t two words \r\nX-A: 3\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n`,
    200,
    "",
    {
      expected: {
        headers: [
          ["X-A", "1"],
          ["x-b", "two words"],
          ["X-A", "3"],
          ["X-Empty", ""],
          ["Content-Length", "0"],
        ],
      },
    },
  ),
  valid("a head of the longest length allowed", `${ok}X: ${"x".repeat(276)}\r\n\r\n`, 200, ""),

  broken("no HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("an empty line first", `\r\n${sized(0)}`, "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("http in small letters", "http/1.1 200 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("a status below 100", "HTTP/1.1 099 Odd\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("a status with a sign", "HTTP/1.1 +20 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("two blanks before the status", "HTTP/1.1  200 OK\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken("a control character in the reason", "HTTP/1.1 200 O\x00K\r\n\r\n", "PICKUP_HTTP_BAD_STATUS_LINE"),
  broken(
    "a bare line feed after the status line",
    "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
    "PICKUP_HTTP_BAD_LINE_END",
  ),
  broken("a bare line feed after a header", `${ok}Content-Length: 0\n\r\n`, "PICKUP_HTTP_BAD_LINE_END"),
  broken("a bare line feed at the end of the head", `${ok}Content-Length: 0\r\n\n`, "PICKUP_HTTP_BAD_LINE_END"),
  broken("a carriage return inside a header", `${ok}X: a\rContent-Length: 0\r\n\r\n`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a header without colon", `${ok}nonsense\r\n\r\n`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a header without name", `${ok}: value\r\n\r\n`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a blank before the colon", `${ok}Content-Length : 5\r\n\r\nhello`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a folded header", `${ok}X: a\r\n b\r\n\r\n`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a null byte in a header", `${ok}X: a\x00b\r\n\r\n`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a name beyond ASCII", `${ok}X-\xe4: a\r\n\r\n`, "PICKUP_HTTP_BAD_HEADER"),
  broken("a head longer than the limit", `${ok}X: ${"x".repeat(277)}\r\n\r\n`, "PICKUP_HTTP_HEAD_TOO_LARGE"),
  broken("a line without end", "H".repeat(400), "PICKUP_HTTP_HEAD_TOO_LARGE"),
  broken("interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(20), "PICKUP_HTTP_HEAD_TOO_LARGE"),
  broken("a negative length", `${sized(-5)}hello`, "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("a length with a sign", `${sized("+5")}hello`, "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("a length in hexadecimal", `${sized("0x5")}hello`, "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("a length with a fraction", `${sized("5.0")}hello`, "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("an empty length", `${sized("")}hello`, "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("a list of lengths", `${sized("5, 5")}hello`, "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("a length beyond every number", sized("9".repeat(16)), "PICKUP_HTTP_BAD_CONTENT_LENGTH"),
  broken("two lengths", `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`, "PICKUP_HTTP_CONFLICTING_LENGTHS"),
  broken(
    "a length and chunks",
    `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "PICKUP_HTTP_CONFLICTING_LENGTHS",
  ),
  broken(
    "chunks and a length",
    `${ok}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
    "PICKUP_HTTP_CONFLICTING_LENGTHS",
  ),
  broken(
    "a transfer coding other than chunked",
    `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`,
    "PICKUP_HTTP_BAD_TRANSFER_ENCODING",
  ),
  broken(
    "identity as transfer coding",
    `${ok}Transfer-Encoding: identity\r\n\r\n`,
    "PICKUP_HTTP_BAD_TRANSFER_ENCODING",
  ),
  broken(
    "chunked twice",
    `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`,
    "PICKUP_HTTP_BAD_TRANSFER_ENCODING",
  ),
  broken(
    "chunks in HTTP/1.0",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "PICKUP_HTTP_BAD_TRANSFER_ENCODING",
  ),
  broken("a chunk without size", `${chunked}\r\nhello\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a chunk size that is none", `${chunked}g\r\nhello\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a chunk size with 0x", `${chunked}0x5\r\nhello\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a chunk size with a sign", `${chunked}-5\r\nhello\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a blank after the chunk size", `${chunked}5 \r\nhello\r\n0\r\n\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a chunk size ended by a bare line feed", `${chunked}5\nhello\r\n0\r\n\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a bare line feed in an extension", `${chunked}5;a\nb\r\nhello\r\n0\r\n\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a chunk longer than its size", `${chunked}4\r\nhello\r\n0\r\n\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken("a chunk ended by a bare line feed", `${chunked}5\r\nhello\n0\r\n\r\n`, "PICKUP_HTTP_BAD_CHUNK"),
  broken(
    "a chunk size of more digits than a number has",
    `${chunked}${"0".repeat(17)}\r\n\r\n`,
    "PICKUP_HTTP_BAD_CHUNK",
  ),
  broken(
    "extensions longer than the limit",
    `${chunked}5;${"x".repeat(301)}\r\nhello\r\n0\r\n\r\n`,
    "PICKUP_HTTP_HEAD_TOO_LARGE",
  ),
  broken("trailers longer than the limit", `${chunked}0\r\n${"X: y\r\n".repeat(60)}\r\n`, "PICKUP_HTTP_HEAD_TOO_LARGE"),
  broken("a trailer without name", `${chunked}0\r\n: y\r\n\r\n`, "PICKUP_HTTP_BAD_TRAILER"),
  broken("a trailer ended by a bare line feed", `${chunked}0\r\nX: y\n\r\n`, "PICKUP_HTTP_BAD_TRAILER"),
  broken("a last line ended by a bare carriage return", `${chunked}0\r\n\rX`, "PICKUP_HTTP_BAD_TRAILER"),
  broken("a length beyond the limit", sized(101) + "x".repeat(101), "PICKUP_HTTP_BODY_TOO_LARGE"),
  broken(
    "chunks beyond the limit",
    `${chunked}60\r\n${"x".repeat(96)}\r\n5\r\nhello\r\n0\r\n\r\n`,
    "PICKUP_HTTP_BODY_TOO_LARGE",
  ),
  broken("an endless body beyond the limit", `${ok}\r\n${"x".repeat(101)}`, "PICKUP_HTTP_BODY_TOO_LARGE"),
  broken(
    "another protocol",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
    "PICKUP_HTTP_UNEXPECTED_UPGRADE",
  ),
  broken("nothing", "", "PICKUP_HTTP_NO_ANSWER"),
  broken("the end in the status line", "HTTP/1.1 20", "PICKUP_HTTP_CUT_SHORT"),
  broken("the end in the headers", `${ok}Content-Le`, "PICKUP_HTTP_CUT_SHORT"),
  broken("the end before the body", sized(5), "PICKUP_HTTP_CUT_SHORT"),
  broken("the end in the body", `${sized(5)}hell`, "PICKUP_HTTP_CUT_SHORT"),
  broken("the end after an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", "PICKUP_HTTP_CUT_SHORT"),
  broken("the end between chunks", `${chunked}5\r\nhello\r\n`, "PICKUP_HTTP_CUT_SHORT"),
  broken("the end before the last empty line", `${chunked}0\r\n`, "PICKUP_HTTP_CUT_SHORT"),
];

/** The bytes with one edit at a place: a byte put or inserted, some cut out, some repeated. */
export function mutate(bytes: Buffer, at: number, kind: string, byte: number): Buffer {
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === "put") return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
  if (kind === "cut") return Buffer.concat([before, after.subarray(1 + (byte % 16))]);
  if (kind === "insert") return Buffer.concat([before, Buffer.from([byte]), after]);
  return Buffer.concat([before, after.subarray(0, byte % 32), after]);
}
