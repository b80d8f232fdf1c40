import type { Code } from "../writing/code.ts";
import { type TemplatePart, templateOf } from "../writing/literals.ts";
import type { SecretVariables } from "../secrets.ts";

/** A part of a path that names one thing of many: a number, a UUID, or a long code with digits in it. */
const idPart = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{12,}|(?=[\w.~=:-]*\d)[\w.~=:-]{20,})$/i;

/** `/items/17/parts/4` as `/items/:id/parts/:id`. */
export function foldedPath(pathname: string): string {
  return pathname
    .split("/")
    .map((part) => (idPart.test(part) ? ":id" : part))
    .join("/");
}

/** The path of an address with its query, as a load test asks for it; without the secrets in it. */
export function pathCode(url: URL, secrets: SecretVariables, isForeign: boolean): Code {
  const path = url.pathname
    .split("/")
    .flatMap((part, at) => [...(at > 0 ? [{ text: "/" }] : []), pathPart(part, secrets)]);
  const origin = isForeign ? [{ text: url.origin }] : [];
  return templateOf([...origin, ...path, ...queryParts(url.search, secrets)]);
}

/** The query as it was written, but for the values that are secrets. */
function queryParts(search: string, secrets: SecretVariables): TemplatePart[] {
  if (search === "") return [];
  return search
    .slice(1)
    .split("&")
    .flatMap((pair, at) => {
      const end = pair.indexOf("=");
      const lead = { text: at === 0 ? "?" : "&" };
      if (end < 0) return [lead, { text: pair }];
      return [lead, { text: pair.slice(0, end + 1) }, valuePart(pair.slice(0, end), pair.slice(end + 1), secrets)];
    });
}

/** Only a web token shows by itself that it is one. */
function pathPart(text: string, secrets: SecretVariables): TemplatePart {
  return text.startsWith("eyJ") ? valuePart("token", text, secrets) : { text };
}

function valuePart(name: string, text: string, secrets: SecretVariables): TemplatePart {
  const variable = secrets.variableFor(name, text);
  return variable === null ? { text } : { code: ["encodeURIComponent(", variable, ")"] };
}
