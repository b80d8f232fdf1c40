import type { Remark, WaitPlan } from "../scenario.ts";
import { type PythonClass, taskSetBases } from "./classes.ts";
import type { LocustFile } from "./locust-file.ts";
import { NotCarried } from "./not-carried.ts";
import { argumentsOf, type Node } from "./python-source.ts";
import type { Value } from "./value.ts";

const waits: { readonly [name: string]: WaitPlan["by"] } = {
  between: "between",
  constant: "constant",
  constant_pacing: "constantPacing",
  constant_throughput: "constantThroughput",
};

/** Settings of Locust's client and its users that nothing here stands for. */
const otherSettings = new Set(
  (
    "connection_timeout network_timeout max_redirects max_retries insecure client_pool concurrency pool_manager " +
    "default_headers proxy_host proxy_port ssl_context_factory client client_class task_set min_wait max_wait"
  ).split(" "),
);

/** `abstract = True`: only other classes are made of it. */
export function isAbstract(own: PythonClass, { source }: LocustFile): boolean {
  const node = own.attributes.get("abstract");
  return node !== undefined && source.textOf(node) === "True";
}

/** A weight or a count of the class; null when it names none. */
export function numberSetting(name: string, own: PythonClass, { source, remarks }: LocustFile): number | null {
  const node = own.attributes.get(name);
  if (node === undefined) return null;
  const number = Number(source.textOf(node));
  if (Number.isSafeInteger(number) && number >= 0) return number;
  remarks.notCarried(statementOf(node));
  return null;
}

/** The class's `wait_time`. One that is computed becomes a second, with a remark among `notes`. */
export function waitSetting(own: PythonClass, file: LocustFile, notes: Remark[]): WaitPlan {
  const node = own.attributes.get("wait_time");
  const method = own.members.find(({ name }) => name === "wait_time")?.node;
  const odd = node === undefined ? method : statementOf(node);
  // Without a wait Locust's users do not wait either.
  if (odd === undefined) return { by: "constant", numbers: ["0"] };
  const wait = node === undefined ? null : knownWait(node, own, file);
  if (wait !== null) return wait;
  notes.push(file.remarks.notCarried(odd));
  return { by: "constant", numbers: ["1"] };
}

/** The address under test, and the settings that name another one than the first. */
export function hostSetting(classes: readonly PythonClass[], file: LocustFile): string | null {
  const nodes = new Set(classes.flatMap((own) => own.attributes.get("host") ?? []));
  let host: string | null = null;
  for (const node of nodes) {
    if (node.name === "None") continue;
    const literal = attempt(() => file.outside(classes[0]!).value(node))?.literal;
    const isAddress = typeof literal === "string" && /^https?:/.test(literal) && URL.canParse(literal);
    const found = isAddress ? literal.replace(/\/+$/, "") : null;
    if (found === null || (host !== null && found !== host)) file.remarks.notCarried(statementOf(node));
    else host = found;
  }
  return host;
}

/** Everything else that a class says and that means nothing here. */
export function otherSettingsOf(own: PythonClass, { remarks }: LocustFile): Remark[] {
  const isSet = own.bases.some((base) => taskSetBases.has(base));
  const isOther = (name: string) => otherSettings.has(name) || (isSet && name === "wait_time");
  const nodes = [...own.attributes].flatMap(([name, node]) => (isOther(name) ? [statementOf(node)] : []));
  return [...nodes, ...own.others].map((node) => remarks.notCarried(node));
}

function knownWait(node: Node, own: PythonClass, file: LocustFile): WaitPlan | null {
  const list = node.getChild("ArgList");
  const name = node.name === "CallExpression" ? file.source.textOf(node.firstChild!).replace(/^.*\./, "") : "";
  const by = Object.hasOwn(waits, name) ? waits[name] : undefined;
  if (by === undefined || list === null) return null;
  const given = argumentsOf(list, file.source);
  const nodes = [...given.plain, ...given.named.values()];
  const values = nodes.map((argument) => attempt(() => file.outside(own).value(argument)));
  const isRight = nodes.length === (by === "between" ? 2 : 1) && values.every((value) => value?.type === "number");
  return isRight && isWait(by, values as Value[]) ? { by, numbers: values.map((value) => value!.code) } : null;
}

/** What the kit takes for a wait. */
function isWait(by: WaitPlan["by"], values: readonly Value[]): boolean {
  const [from = 0, to = from] = values.map(({ literal }) => (typeof literal === "number" ? literal : 0));
  return from >= 0 && to >= from && (by !== "constantThroughput" || from > 0);
}

function attempt(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotCarried) return null;
    throw error;
  }
}

/** The statement that sets an attribute. */
export function statementOf(value: Node): Node {
  return value.parent ?? value;
}
