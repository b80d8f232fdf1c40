import type { Code } from "../writing/code.ts";
import { jsonLiteral, multilineText, templateOf, type TemplatePart } from "../writing/literals.ts";
import type { RecordedEntry } from "./har.ts";
import { type SecretVariables, withoutSecrets } from "../secrets.ts";

export interface RecordedBody {
  readonly json?: Code;
  readonly body?: Code;
  /** The content-type to name; null when JSON says it, or there is none. */
  readonly contentType: string | null;
  /** The value of a JSON body. */
  readonly value?: unknown;
  /** Why the body was left out. */
  readonly problem?: string;
}

/** JSON nested deeper is sent as the text it is. */
const deepest = 40;

/** What was sent, without its secrets. */
export function recordedBody(postData: RecordedEntry["request"]["postData"], secrets: SecretVariables): RecordedBody {
  if (!postData) return { contentType: null };
  const { mimeType, text = "", params = [], encoding } = postData;
  const kind = mimeType.split(";", 1)[0]!.trim().toLowerCase();
  const contentType = /^[\x20-\x7e]+$/.test(mimeType) ? mimeType : null;
  if (kind.startsWith("multipart/") || encoding !== undefined)
    return { contentType: null, problem: `a body of ${kind}` };
  if (kind === "application/x-www-form-urlencoded") {
    const form = text === "" ? params.map(({ name, value }) => [name, value] as const) : new URLSearchParams(text);
    return { body: formCode([...form], secrets), contentType };
  }
  if (text === "") return { contentType: null };
  const value = /[/+]json$/.test(kind) || kind === "" ? jsonOf(text) : undefined;
  if (value === undefined) return { body: multilineText(withoutSecrets(text)), contentType };
  const json = jsonLiteral(
    value,
    (name, leaf) => secrets.variableFor(name, leaf) ?? (name === "query" ? multilineText(withoutSecrets(leaf)) : null),
  );
  return { json, value, contentType: kind === "application/json" || kind === "" ? null : contentType };
}

/** The value of a JSON text; undefined when it is none, or when writing it as code would change it. */
function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const isExact = !/\d{16}|[eE][+-]?\d{3}/.test(text) || JSON.stringify(value) === text;
    return isExact && depthOf(text) <= deepest ? value : undefined;
  } catch {
    return undefined;
  }
}

function depthOf(json: string): number {
  let [depth, most] = [0, 0];
  for (const [bracket] of json.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

function formCode(form: readonly (readonly [string, string])[], secrets: SecretVariables): Code {
  const encoded = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
  return templateOf(
    form.flatMap(([name, text], at): TemplatePart[] => {
      const variable = secrets.variableFor(name, text);
      const value = variable === null ? { text: encoded(text) } : { code: ["encodeURIComponent(", variable, ")"] };
      return [{ text: `${at > 0 ? "&" : ""}${encoded(name)}=` }, value];
    }),
  );
}
