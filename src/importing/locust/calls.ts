import type { Code } from "../writing/code.ts";
import { memberOf, quoted } from "../writing/literals.ts";
import { NotCarried } from "./not-carried.ts";
import { isOk } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { atom, isNumeric, level, type Value, within } from "./value.ts";

type Call = (values: readonly Value[], scope: Scope) => Value;

/** Functions that are known by their full name. */
export const functions: { readonly [name: string]: Call } = {
  "random.randint": ([from, to], scope) => drawn(from, to, scope, 1),
  "random.randrange": ([from, to], scope) =>
    to === undefined ? drawn(atom("0", "number", { literal: 0 }), from, scope, 0) : drawn(from, to, scope, 0),
  "random.random": (_, scope) => atom([userOf(scope), ".random.next()"], "number"),
  "random.uniform": ([from, to], scope) => {
    const [a, b] = [numeric(from), numeric(to)];
    const span = ["(", within(b, level.sum), " - ", within(a, level.product), ")"];
    const code = [within(a, level.sum), ` + ${userOf(scope)}.random.next() * `, span];
    return { code, type: "number", level: level.sum };
  },
  "random.choice": ([list], scope) => {
    if (list === undefined || !["list", "any"].includes(list.type)) throw new NotCarried();
    const items = within(list, level.atom);
    return atom([items, `[${userOf(scope)}.random.integer(`, items, ".length)]!"], list.items ?? "any");
  },
  "time.time": () => ({ code: "Date.now() / 1000", type: "number", level: level.product }),
  "uuid.uuid4": () => atom("crypto.randomUUID()", "text"),
  str: ([value]) => (value?.type === "text" ? value : atom(["String(", textual(value).code, ")"], "text")),
  int: ([value]) => atom(["Math.trunc(Number(", textual(value).code, "))"], "number"),
  float: ([value]) => atom(["Number(", textual(value).code, ")"], "number"),
  len: ([value]) => {
    if (value === undefined || !["text", "list", "any"].includes(value.type)) throw new NotCarried();
    return atom([within(value, level.atom), ".length"], "number");
  },
  "json.dumps": ([value]) => atom(["JSON.stringify(", known(value).code, ")"], "text"),
  "json.loads": ([value]) => atom(["JSON.parse(", textual(value).code, ")"], "any"),
  "os.getenv": ([name, otherwise]) => environment(name, otherwise),
  "os.environ.get": ([name, otherwise]) => environment(name, otherwise),
  print: (values) => atom(["console.log(", ...separated(values), ")"], "none"),
  "logging.info": (values) => functions["print"]!(values, undefined as never),
};

/** Methods of texts. */
const textMethods: { readonly [name: string]: { readonly name: string; readonly takes: number } } = {
  lower: { name: "toLowerCase", takes: 0 },
  upper: { name: "toUpperCase", takes: 0 },
  strip: { name: "trim", takes: 0 },
  startswith: { name: "startsWith", takes: 1 },
  endswith: { name: "endsWith", takes: 1 },
  replace: { name: "replaceAll", takes: 2 },
};

/** `value.name(…)`; null when that is no method which is known. */
export function methodCall(value: Value, name: string, values: readonly Value[]): Value | null {
  if (value.type === "answer") return answerMethod(value, name, values);
  const method = Object.hasOwn(textMethods, name) ? textMethods[name] : undefined;
  if (value.type === "text" && method?.takes === values.length && values.every(({ type }) => type === "text")) {
    const type = method.name.endsWith("With") ? "boolean" : "text";
    return atom([within(value, level.atom), `.${method.name}(`, ...separated(values), ")"], type);
  }
  const [key, otherwise] = values;
  if (name !== "get" || value.type !== "any" || typeof key?.literal !== "string") return null;
  const found = [within(value, level.atom), memberOf(key.literal)];
  if (otherwise === undefined) return atom(found, "any");
  return { code: [found, " ?? ", within(otherwise, level.equality)], type: "any", level: level.or };
}

/** `response.name`; null when that is nothing which is known. */
export function answerField({ code }: Value, name: string): Value | null {
  if (name === "status_code") return atom([code, ".status"], "number");
  if (name === "text") return atom([code, ".text()"], "text");
  if (name === "ok") return isOk(code);
  if (name === "headers") return atom([code, ".headers"], "any");
  return name === "content" ? atom([code, ".text()"], "text") : null;
}

/** `response.elapsed.total_seconds()`. */
export function elapsedSeconds({ code }: Value): Value {
  // Anything but a name would ask twice.
  if (typeof code !== "string") throw new NotCarried();
  return { code: ["(", code, ".endMs - ", code, ".sentMs) / 1000"], type: "number", level: level.product };
}

function answerMethod({ code }: Value, name: string, [reason]: readonly Value[]): Value | null {
  if (name === "json") return { code: [code, ".json() as any"], type: "any", level: level.comparison };
  if (name === "success") return atom([code, ".ok()"], "none");
  if (name !== "failure") return null;
  const text =
    reason === undefined || reason.type === "text"
      ? (reason?.code ?? quoted("failure"))
      : ["String(", reason.code, ")"];
  return atom([code, ".fail(", text, ")"], "none");
}

/** A whole number from `from` to `to`, that included when `more` is 1. */
function drawn(from: Value | undefined, to: Value | undefined, scope: Scope, more: 0 | 1): Value {
  const [a, b] = [numeric(from), numeric(to)];
  const span =
    typeof a.literal === "number" && typeof b.literal === "number"
      ? String(b.literal - a.literal + more)
      : [within(b, level.sum), " - ", within(a, level.product), more === 1 ? " + 1" : ""];
  const draw = [`${userOf(scope)}.random.integer(`, span, ")"];
  if (a.literal === 0) return atom(draw, "number");
  return { code: [within(a, level.sum), " + ", draw], type: "number", level: level.sum };
}

function environment(name: Value | undefined, otherwise: Value | undefined): Value {
  if (typeof name?.literal !== "string" || (otherwise !== undefined && otherwise.type !== "text"))
    throw new NotCarried();
  const code: Code = [`process.env${memberOf(name.literal)} ?? `, otherwise?.code ?? '""'];
  return { code, type: "text", level: level.or };
}

function userOf({ self }: Scope): string {
  if (self === null) throw new NotCarried();
  return "user";
}

function known(value: Value | undefined): Value {
  if (value === undefined || value.type === "answer") throw new NotCarried();
  return value;
}

function numeric(value: Value | undefined): Value {
  if (value === undefined || !isNumeric(value)) throw new NotCarried();
  return value;
}

/** What Python and TypeScript turn into the same text. */
function textual(value: Value | undefined): Value {
  if (value === undefined || !["text", "number", "any"].includes(value.type)) throw new NotCarried();
  return value;
}

function separated(values: readonly Value[]): Code[] {
  return values.flatMap(({ code }, at) => (at === 0 ? [code] : [", ", code]));
}
