import { type Code, listOf, objectOf } from "./code.ts";

/** A part of a template: text as it stands, or code between `${` and `}`. */
export type TemplatePart = { readonly text: string } | { readonly code: Code };

/** A text in the quotes that need fewer escapes. */
export function quoted(text: string): string {
  const double = JSON.stringify(text);
  if (countOf(text, '"') <= countOf(text, "'")) return double;
  return `'${double
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}

/** A text over several lines as it is read best. */
export function multilineText(text: string): string {
  return text.includes("\n") && !/[^\n\t -~\u00a0-\ud7ff]/.test(text) ? `\`${templateText(text)}\`` : quoted(text);
}

/** A template literal, or a plain text when nothing is put in. */
export function templateOf(parts: readonly TemplatePart[]): Code {
  if (parts.every((part) => "text" in part)) return quoted(parts.map(({ text }) => text).join(""));
  return ["`", ...parts.map((part) => ("text" in part ? templateText(part.text) : ["${", part.code, "}"])), "`"];
}

/** A field of an object. */
export function field(name: string, value: Code): Code {
  const isShort = name === value && isIdentifier(name) && !/^(true|false|null|this)$/.test(name);
  return isShort ? name : [keyOf(name), ": ", value];
}

/** A name as the key of an object literal. */
function keyOf(name: string): string {
  // Written plainly, it would be the object's prototype.
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : quoted(name);
}

/** `.name` or `["na me"]`. */
export function memberOf(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${quoted(name)}]`;
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** A value of JSON as TypeScript. `leafOf` may say otherwise for a text under a name. */
export function jsonLiteral(value: unknown, leafOf: (name: string, text: string) => Code | null, name = ""): Code {
  if (typeof value === "string") return leafOf(name, value) ?? multilineText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return listOf(value.map((item) => jsonLiteral(item, leafOf, name)));
  return objectOf(Object.entries(value).map(([key, item]) => field(key, jsonLiteral(item, leafOf, key))));
}

function templateText(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll(/(`|\$\{)/g, String.raw`\$1`)
    .replaceAll(/(?<!\\)((?:\\\\)*)\\n/g, "$1\n");
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}
