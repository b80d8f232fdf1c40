import { flagNameOf, formatDurationMs, type OptionTable, type Origin } from "../ground/index.ts";
import type { FormField } from "./protocol.ts";

/** The options of a run, and where their values stand. */
export interface FormOptions {
  readonly table: OptionTable;
  /** The options that the form shows, in its order. */
  readonly groups: { readonly [key: string]: FormField["group"] };
  readonly values: { readonly [key: string]: unknown };
  readonly origins: { readonly [key: string]: Origin };
  /** As they were typed, where they were. */
  readonly typed: { readonly [key: string]: unknown };
  /** The wishes of the last start from the page. */
  readonly wished: { readonly [key: string]: FormField["value"] };
  /** Of the dataset; null: any number. */
  readonly datasetUsers: number | null;
}

const kinds: { readonly [type: string]: FormField["kind"] } = {
  integer: "integer",
  positive: "number",
  share: "number",
  duration: "duration",
  url: "url",
  flag: "flag",
  choice: "choice",
  list: "list",
  thresholds: "list",
  addresses: "list",
};

/** The form's fields: one for each option that may be chosen. */
export function formFieldsOf(options: FormOptions): FormField[] {
  return Object.keys(options.groups).map((key) => fieldOf(key, options));
}

function fieldOf(key: string, options: FormOptions): FormField {
  const { table, groups, origins, wished, datasetUsers } = options;
  const { type, help, secret } = table[key]!;
  const most = key === "users" ? smaller(type.most, datasetUsers) : (type.most ?? null);
  return {
    key,
    flag: `--${flagNameOf(key)}`,
    help,
    kind: kinds[type.name] ?? "text",
    choices: type.choices ?? null,
    value: secret ? "" : (wished[key] ?? shown(key, options)),
    origin: key in wished ? "page" : (origins[key] ?? "default"),
    group: groups[key]!,
    isSecret: secret ?? false,
    least: type.least ?? null,
    most,
  };
}

/** What would have to be typed for the value. */
function shown(key: string, { table, values, typed }: FormOptions): FormField["value"] {
  const { type } = table[key]!;
  const given = typed[key] ?? values[key];
  if (typeof given === "boolean") return given;
  if (Array.isArray(given)) return given.map(String);
  if (typeof given === "string") return type.repeatable ? given.split(",") : given;
  if (typeof given !== "number") return type.name === "flag" ? false : type.repeatable ? [] : "";
  return type.name === "duration" && typed[key] === undefined ? formatDurationMs(given) : String(given);
}

function smaller(a: number | undefined, b: number | null): number | null {
  const least = Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY);
  return least === Number.POSITIVE_INFINITY ? null : least;
}
