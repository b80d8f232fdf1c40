import { createReadStream } from "node:fs";
import { KitError, systemCodeOf } from "../ground/index.ts";
import { isHeaderSafe } from "./token-answer.ts";
import { jwtTimesOf } from "./token-expiry.ts";
import type { Token } from "./token.ts";

/** One line of a tokens file: `{ "userId": …, "token": …, "expiresAt": ISO 8601 or null }`. */
export interface TokenLine {
  readonly userId: string;
  readonly token: Token;
  /** Where the line begins, in bytes from the start of the file. */
  readonly offset: number;
  readonly text: string;
}

/** A user's token as a line of a tokens file, with its line break. */
export function formatTokenLine(userId: string, { value, expiresAtMs }: Token): string {
  const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
  return `${JSON.stringify({ userId, token: value, expiresAt })}\n`;
}

/**
 * The lines of a tokens file, in their order, in constant memory. A last line that was cut off in the middle of
 * writing is passed over. Throws `PICKUP_TOKENS_FILE_*` (exit code 2), naming file and line.
 */
export async function* readTokenLines(path: string): AsyncGenerator<TokenLine, void, undefined> {
  let number = 0;
  for await (const { text, offset, isWhole } of linesOf(path)) {
    number++;
    if (text.trim() === "") continue;
    const line = parseTokenLine(text, offset);
    if (typeof line !== "string") yield line;
    else if (isWhole || !isCutOff(text)) throw invalidLine(path, number, line);
  }
}

const lineStart = '{"userId":';

/** True for the beginning of one of our lines; anything else in the file is not ours to pass over. */
function isCutOff(text: string): boolean {
  return (text.startsWith(lineStart) || lineStart.startsWith(text)) && !text.endsWith("}");
}

/** The meaning of one line, or what is wrong with it. Never quotes the line: it holds a token. */
export function parseTokenLine(text: string, offset: number): TokenLine | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "is not JSON";
  }
  if (typeof parsed !== "object" || parsed === null) return "is not a JSON object";
  const { userId, token, expiresAt = null } = parsed as { [key: string]: unknown };
  if (typeof userId !== "string" || userId === "") return "has no userId";
  if (typeof token !== "string" || !isHeaderSafe(token)) return "has no token that a header may carry";
  const expiresAtMs = expiresAt === null ? jwtEndMsOf(token) : isoTimeOf(expiresAt);
  if (Number.isNaN(expiresAtMs)) return "has an expiresAt that is no time such as 2026-11-01T00:00:00Z";
  return { userId, token: { value: token, expiresAtMs }, offset, text };
}

function isoTimeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

function jwtEndMsOf(token: string): number | null {
  const times = jwtTimesOf(token);
  return times === undefined ? null : times.expiresAt * 1000;
}

async function* linesOf(path: string): AsyncGenerator<{ text: string; offset: number; isWhole: boolean }> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield { text: bytes.toString("utf8", start, end), offset: offset + start, isWhole: true };
        start = end + 1;
      }
      offset += start;
      rest = bytes.subarray(start);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (rest.length > 0) yield { text: rest.toString("utf8"), offset, isWhole: false };
}

function unreadable(path: string, cause: unknown): KitError {
  const reason = systemCodeOf(cause) ?? String(cause);
  return new KitError("PICKUP_TOKENS_FILE_UNREADABLE", `the tokens file ${path} cannot be read: ${reason}`, {
    hint: "Write it with `pickup tokens`, and name it with --tokens FILE.",
    cause,
  });
}

function invalidLine(path: string, number: number, problem: string): KitError {
  return new KitError("PICKUP_TOKENS_FILE_INVALID", `line ${number} of the tokens file ${path} ${problem}`, {
    hint: 'Each line is { "userId": "…", "token": "…", "expiresAt": "2026-11-01T00:00:00Z" }, as `pickup tokens` writes it.',
  });
}
