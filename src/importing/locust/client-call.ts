import { isMethod, type Method } from "../scenario.ts";
import { type Code, listOf, objectOf } from "../writing/code.ts";
import { field, quoted } from "../writing/literals.ts";
import { type RequestPlan, requestCode } from "../writing/request.ts";
import { maskedText } from "./masked-text.ts";
import { NotCarried } from "./not-carried.ts";
import { type Arguments, argumentsOf, itemsOf, type Node } from "./python-source.ts";
import type { Place } from "./surroundings.ts";
import { textOf, textParts, type TextPart } from "./texts.ts";
import { level, type Value, within } from "./value.ts";

/** What is carried over, or changes nothing here. */
const harmless = new Set([
  "catch_response",
  "name",
  "headers",
  "json",
  "data",
  "params",
  "timeout",
  "stream",
  "context",
  "verify",
]);

const certificates = "certificates are checked: --ca FILE names who vouches for them, --insecure takes any";

/** `self.client.get("/items", …)` as a request; null for another call. Throws NotCarried for what it cannot say. */
export function clientCall(call: Node, place: Place): Value | null {
  const { source } = place.around;
  const callee = call.firstChild!;
  const list = call.getChild("ArgList");
  const [, self, word = ""] = /^(\w+)(?:\.user|\.parent)?\.client\.(\w+)$/.exec(source.textOf(callee)) ?? [];
  if (list === null || self === undefined || self !== place.scope.self) return null;
  const given = argumentsOf(list, source);
  const other = [...given.named].find(([name]) => !harmless.has(name) && name !== "url" && name !== "method");
  if (other !== undefined) throw new NotCarried(`${other[0]}=${maskedText(other[1], source)}`);
  if (given.isOpen) throw new NotCarried();
  const verify = given.named.get("verify");
  if (verify !== undefined && source.textOf(verify) !== "True") place.around.differs(verify, certificates);
  const code = requestCode(requestOf(word, given, place));
  return { code, type: "answer", level: level.unary };
}

function requestOf(word: string, { plain, named }: Arguments, place: Place): RequestPlan {
  const values = [...plain];
  const method = word === "request" ? methodNamed(named.get("method") ?? values.shift(), place) : word;
  const url = named.get("url") ?? values.shift();
  if (url === undefined || !isMethod(method)) throw new NotCarried();
  const [data = named.get("data"), json = named.get("json")] = method === "get" || method === "head" ? [] : values;
  const { path, folded } = pathOf(url, named.get("params"), place);
  const timeout = named.get("timeout");
  return {
    method,
    path,
    name: nameOf(named.get("name"), folded, place),
    timeout: timeout === undefined ? undefined : place.value(timeout).code,
    ...bodyOf(data, json, headersOf(named.get("headers"), place), place),
  };
}

function methodNamed(node: Node | undefined, place: Place): Method {
  const { literal } = node === undefined ? {} : place.value(node);
  const name = typeof literal === "string" ? literal.toLowerCase() : "";
  if (!isMethod(name)) throw new NotCarried();
  return name;
}

/** Under which the request is counted: its own name, that of the block, or its path without what differs. */
function nameOf(own: Node | undefined, folded: Code | undefined, place: Place): Code | undefined {
  return (own === undefined ? place.scope.requestName : place.value(own))?.code ?? folded;
}

interface Path {
  readonly path: Code;
  /** With a word in place of each value; undefined when there is none. */
  readonly folded: Code | undefined;
}

function pathOf(url: Node, params: Node | undefined, place: Place): Path {
  const parts = textParts(url, place) ?? [partOf(place.value(url))];
  const query = params === undefined ? [] : queryOf(params, place);
  const isFixed = parts.every((part) => "text" in part || typeof part.value.literal === "string");
  const safe = parts.map((part) => ("text" in part ? { text: encoded(part.text) } : part));
  const path = textOf([...safe, ...query], codeInPath).code;
  if (isFixed && query.every((part) => "text" in part)) return { path, folded: undefined };
  return { path, folded: quoted(safe.map((part) => ("text" in part ? part.text : placeholder(part.value))).join("")) };
}

/** A constant as the text it is, so that it needs no encoding. */
function partOf(value: Value): TextPart {
  return typeof value.literal === "string" ? { text: value.literal } : { value };
}

/** What Locust's client does to a path; what is encoded already stays so. */
function encoded(text: string): string {
  return encodeURI(text.toWellFormed())
    .replaceAll(/%25([\da-f]{2})/gi, "%$1")
    .replaceAll(/%5B|%5D/gi, decodeURIComponent);
}

function codeInPath({ code, type, literal }: Value): Code {
  const isSafe = type === "number" || (typeof literal === "string" && encoded(literal) === literal);
  return isSafe ? code : ["encodeURI(", code, ")"];
}

function placeholder({ code, literal }: Value): string {
  if (typeof literal === "string") return literal;
  const word = typeof code === "string" ? /(\w+)$/.exec(code)?.[1] : undefined;
  return `:${word ?? "id"}`;
}

function queryOf(params: Node, place: Place): TextPart[] {
  const { text, code } = formOf(params, place);
  return text === null
    ? [{ text: "?" }, { value: { code, type: "number", level: level.atom } }]
    : [{ text: `?${text}` }];
}

/** Fields as a form sends them: as text where all is known, else as code that makes it. */
function formOf(node: Node, place: Place): { readonly text: string | null; readonly code: Code } {
  if (node.name !== "DictionaryExpression") throw new NotCarried(maskedText(node, place.around.source));
  const pairs = pairsOf(node, place).map(([name, value]) => [name, place.value(value)] as const);
  if (pairs.every(([, { literal }]) => typeof literal === "string" || Number.isInteger(literal))) {
    const text = new URLSearchParams(
      pairs.map(([name, { literal }]): [string, string] => [name, String(literal)]),
    ).toString();
    return { text, code: quoted(text) };
  }
  const fields = pairs.map(([name, value]) => field(name, asText(value)));
  return { text: null, code: ["new URLSearchParams(", objectOf(fields), ")"] };
}

function asText(value: Value): Code {
  if (value.type === "text") return value.code;
  if (value.type !== "number" && value.type !== "any") throw new NotCarried();
  return ["String", listOf([value.code], "(", ")")];
}

function headersOf(node: Node | undefined, place: Place): readonly (readonly [string, Code])[] {
  if (node === undefined) return [];
  if (node.name !== "DictionaryExpression") throw new NotCarried(maskedText(node, place.around.source));
  return pairsOf(node, place).map(([name, value]) => {
    const header = place.value(value);
    // Who a user is must not stand in a file; what the script has been given may.
    const { literal } = header;
    const secret = typeof literal === "string" ? place.around.variableFor(name, literal) : null;
    return [name, secret ?? asText(header)];
  });
}

type Body = Pick<RequestPlan, "json" | "body" | "headers">;

function bodyOf(
  data: Node | undefined,
  json: Node | undefined,
  headers: readonly (readonly [string, Code])[],
  place: Place,
): Body {
  const fields = headers.map(([name, value]) => field(name, value));
  if (json !== undefined) return { headers: fields, json: place.value(json).code };
  if (data === undefined) return { headers: fields };
  if (data.name !== "DictionaryExpression") {
    const body = place.value(data);
    if (body.type !== "text" && body.type !== "any") throw new NotCarried();
    return { headers: fields, body: body.code };
  }
  const { text, code } = formOf(data, place);
  const isTyped = headers.some(([name]) => name.toLowerCase() === "content-type");
  const type = isTyped ? [] : [field("content-type", quoted("application/x-www-form-urlencoded"))];
  return { headers: [...fields, ...type], body: text === null ? [code, ".toString()"] : code };
}

/** The names and values of a dictionary whose names are texts. */
export function pairsOf(dictionary: Node, place: Place): [string, Node][] {
  const parts = itemsOf(dictionary);
  const pairs: [string, Node][] = [];
  for (let at = 0; at < parts.length; at += 3) {
    const [name, colon, value] = parts.slice(at, at + 3);
    if (colon?.name !== ":" || value === undefined) throw new NotCarried();
    const { literal } = place.value(name!);
    if (typeof literal !== "string") throw new NotCarried();
    pairs.push([literal, value]);
  }
  return pairs;
}

/** The request as part of a larger expression. */
export function inBrackets(value: Value): Value {
  return { ...value, code: within(value, level.atom), level: level.atom };
}
