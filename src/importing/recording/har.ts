import { z } from "zod";
import { KitError } from "../../ground/index.ts";

const mostProblemsShown = 10;

const pair = z.object({ name: z.string(), value: z.string() });

/** What is read of an entry of a recording (HTTP Archive 1.2); browsers add much, and leave out some. */
const entry = z.object({
  startedDateTime: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), "no moment such as 2026-11-01T12:00:00Z"),
  time: z.number().catch(0),
  request: z.object({
    method: z.string().regex(/^[\w-]+$/, "no method such as GET"),
    url: z.string().refine((text) => URL.canParse(text), "no absolute address"),
    headers: z.array(pair).default([]),
    postData: z
      .object({
        mimeType: z.string().default(""),
        text: z.string().optional(),
        params: z.array(z.object({ name: z.string(), value: z.string().default("") })).optional(),
        encoding: z.string().optional(),
      })
      .nullish(),
  }),
  response: z.object({
    status: z.number(),
    content: z.object({ mimeType: z.string().catch("") }).catch({ mimeType: "" }),
  }),
  _resourceType: z.string().optional(),
});

const har = z.object({ log: z.object({ entries: z.array(entry) }) });

export type RecordedEntry = z.infer<typeof entry>;

/** The entries of a recording; `PICKUP_RECORDING_INVALID` says what is wrong and where. */
export function entriesOf(text: string, source: string): readonly RecordedEntry[] {
  const { success, data, error } = har.safeParse(jsonOf(text, source));
  if (success) return data.log.entries;
  const problems = error.issues.map(({ path, message }) => `\n  ${placeOf(path)}: ${plainMessage(message)}`);
  const more = problems.length - mostProblemsShown;
  const shown = problems.slice(0, mostProblemsShown).join("") + (more > 0 ? `\n  … and ${more} more` : "");
  throw invalid(`${source} is no recording in the HAR format:${shown}`);
}

function jsonOf(text: string, source: string): unknown {
  try {
    // Some tools write a byte-order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw invalid(`${source} is no JSON: ${(error as Error).message}`);
  }
}

function plainMessage(message: string): string {
  return message.replace(/^Invalid input: expected (.+), received undefined$/, "missing, where there should be: $1");
}

/** `log.entries[3].request.url`. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path.map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`)).join("");
}

function invalid(message: string): KitError {
  return new KitError("PICKUP_RECORDING_INVALID", message, {
    hint: "Record anew: in the browser's network panel, “Save all as HAR”.",
  });
}
