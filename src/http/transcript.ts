import { isSecretName, maskedSecrets } from "../ground/index.ts";
import type { AnswerHeaders } from "./response-head.ts";
import { harmlessHeaders } from "./request-text.ts";

export interface TranscriptField {
  readonly name: string;
  readonly value: string;
}

/** A request and its answer as they went over the wire, for a reader: secrets masked, and cut to a bounded length. */
export interface Transcript {
  /** `GET /path?query` */
  readonly request: string;
  readonly requestHeaders: readonly TranscriptField[];
  readonly responseHeaders: readonly TranscriptField[];
  /** The beginning of the answer's body. */
  readonly bodyExcerpt: string;
  /** Of its `traceparent` (W3C Trace Context); null when it carried none. */
  readonly traceId: string | null;
}

const mostFields = 40;
const valueLength = 200;
const targetLength = 500;
const excerptLength = 1000;
/** Read beyond the excerpt, so that no secret is cut in two before it is seen. */
const beyond = 4096;

/** What the kit writes or any client may show; every other field of a request may hold a key. */
const shownFields = new Set([...harmlessHeaders, "host", "content-length", "connection", "traceparent"]);

/** The transcript of a request from the text that was sent; `secrets` are masked wherever they stand. */
export function transcriptOf(
  sentText: string,
  headers: AnswerHeaders,
  body: Uint8Array,
  secrets: readonly string[],
): Transcript {
  const [first = "", ...lines] = sentText.slice(0, Math.max(0, sentText.indexOf("\r\n\r\n"))).split("\r\n");
  const fields = lines.map(fieldIn);
  const trace = fields.find(({ name }) => name.toLowerCase() === "traceparent");
  const known = [...secrets, ...fields.filter(({ name }) => isSecretName(name)).map(({ value }) => value)];
  return {
    request: maskedSecrets(first.replace(/ HTTP\/1\.1$/, ""), secrets).slice(0, targetLength),
    requestHeaders: fields.slice(0, mostFields).map(({ name, value }) => {
      const isShown = shownFields.has(name.toLowerCase());
      return { name, value: isShown ? maskedSecrets(value, secrets).slice(0, valueLength) : "***" };
    }),
    responseHeaders: headers
      .entries()
      .slice(0, mostFields)
      .map(([name, value]) => {
        return { name, value: isSecretName(name) ? "***" : maskedSecrets(value, known).slice(0, valueLength) };
      }),
    bodyExcerpt: excerptOf(body, known),
    traceId: /^00-([0-9a-f]{32})-/.exec(trace?.value ?? "")?.[1] ?? null,
  };
}

function excerptOf(body: Uint8Array, secrets: readonly string[]): string {
  const longest = secrets.reduce((most, { length }) => Math.max(most, length), 0);
  const read = Math.min(body.byteLength, excerptLength + longest + beyond);
  const text = maskedSecrets(Buffer.from(body.buffer, body.byteOffset, read).toString("utf8"), secrets);
  return text.length > excerptLength ? `${text.slice(0, excerptLength)}…` : text;
}

function fieldIn(line: string): TranscriptField {
  const colon = line.indexOf(":");
  return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
}
