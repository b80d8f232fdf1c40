import { nearestName } from "./nearest-name.ts";
import { type Duration, formatDurationMs, parseDurationMs } from "./units.ts";

/** What is wrong with a value, as the end of a sentence: `must be a whole number of at least 1`. */
export interface Problem {
  readonly problem: string;
}

/**
 * The kind of an option: how a text (flag, environment) and a typed value (test file) become a `Value`.
 * `placeholder` stands for the value in `--help`; null means a switch that takes none.
 */
export interface OptionType<Value, Input = Value> {
  readonly name: string;
  readonly placeholder: string | null;
  /** True when the flag may be given several times; its texts are then read one by one. */
  readonly repeatable: boolean;
  readonly choices?: readonly string[];
  /** Of a whole number. */
  readonly least?: number;
  readonly most?: number;
  ofText(text: string): Value | Problem;
  ofInput(input: Input): Value | Problem;
  /** Joins the values of a repeated flag; only for repeatable types. */
  join?(values: readonly Value[]): Value;
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value;
}

/** Any text that is not empty. */
export const text: OptionType<string> = scalar("text", "TEXT", notEmpty);

/** A text of a certain form; `problem` completes the sentence "the value …". */
export function matching(form: RegExp, problem: string): OptionType<string> {
  return scalar("text", "TEXT", (value) => (form.test(value) ? value : { problem }));
}

/** A path of a file or a folder, taken as it is. */
export const path: OptionType<string> = scalar("path", "FILE", notEmpty);

/** An absolute http or https address, without a trailing slash. */
export const url: OptionType<string> = scalar("url", "URL", (value) => {
  const parsed = URL.parse(value);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    return { problem: "must be an address such as http://127.0.0.1:8080" };
  }
  return value.replace(/\/+$/, "");
});

/** A switch. From the environment: 1, true, yes, on or 0, false, no, off. */
export const flag: OptionType<boolean> = {
  name: "flag",
  placeholder: null,
  repeatable: false,
  ofText(value) {
    if (/^(1|true|yes|on)$/i.test(value)) return true;
    if (/^(0|false|no|off)$/i.test(value)) return false;
    return { problem: "must be true or false" };
  },
  ofInput: (value) => (typeof value === "boolean" ? value : { problem: "must be true or false" }),
};

/** A whole number from `least` on. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): OptionType<number> {
  const problem = {
    problem:
      most === Number.MAX_SAFE_INTEGER
        ? `must be a whole number of at least ${least}`
        : `must be a whole number from ${least} to ${most}`,
  };
  const type = numeric("integer", "N", (value) =>
    Number.isSafeInteger(value) && value >= least && value <= most ? value : problem,
  );
  return { ...type, least, ...(most === Number.MAX_SAFE_INTEGER ? {} : { most }) };
}

/** A finite number above zero. */
export const positive: OptionType<number> = numeric("positive", "N", (value) =>
  Number.isFinite(value) && value > 0 ? value : { problem: "must be a number above 0" },
);

/** A number from 0 to 1. */
export const share: OptionType<number> = numeric("share", "SHARE", (value) =>
  value >= 0 && value <= 1 ? value : { problem: "must be a number from 0 to 1" },
);

const percent = /^(\d+(?:\.\d+)?)%$/;

/** A share of a whole, as `10%` or `0.1`; the value is from 0 to 1. */
export const percentage: OptionType<number, number | string> = {
  name: "percentage",
  placeholder: "PERCENT",
  repeatable: false,
  ofText: percentageOf,
  ofInput: percentageOf,
};

function percentageOf(given: number | string): number | Problem {
  const found = typeof given === "string" ? percent.exec(given.trim()) : null;
  const value = found === null ? Number(given) : Number(found[1]) / 100;
  return given !== "" && value >= 0 && value <= 1 ? value : { problem: "must be a share such as 10% or 0.1" };
}

/** A length of time of at least `leastMs`; the value is in milliseconds. */
export function durationFrom(leastMs: number): OptionType<number, Duration> {
  const read = (given: Duration) => {
    const durationMs = durationOf(given);
    const isTooShort = typeof durationMs === "number" && durationMs < leastMs;
    return isTooShort ? { problem: `must be at least ${formatDurationMs(leastMs)}` } : durationMs;
  };
  return { name: "duration", placeholder: "TIME", repeatable: false, ofText: read, ofInput: read };
}

/** A length of time, 0 included; the value is in milliseconds. */
export const duration: OptionType<number, Duration> = durationFrom(0);

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[]): OptionType<Word> {
  const problemWith = (value: string) => {
    const nearest = nearestName(value, words);
    return {
      problem: `must be one of ${words.join(", ")}${nearest === undefined ? "" : ` (did you mean ${nearest}?)`}`,
    };
  };
  return {
    ...scalar<Word>("choice", words.join("|"), (value) => words.find((word) => word === value) ?? problemWith(value)),
    choices: words,
  };
}

/** An option that may be given several times, or once with commas. */
export function list(of: OptionType<string>): OptionType<readonly string[]> {
  const readAll = (texts: readonly string[]): readonly string[] | Problem => {
    const values = texts.map((one) => of.ofText(one.trim()));
    return values.find(isProblem) ?? (values as string[]);
  };
  return {
    name: "list",
    placeholder: of.placeholder,
    repeatable: true,
    ofText: (value) => readAll(value.split(",")),
    ofInput: (value) => (Array.isArray(value) ? readAll(value) : { problem: "must be a list of texts" }),
    join: (values) => values.flat(),
  };
}

function notEmpty(value: string): string | Problem {
  return value === "" ? { problem: "must not be empty" } : value;
}

function scalar<Value extends string>(
  name: string,
  placeholder: string,
  read: (text: string) => Value | Problem,
): OptionType<Value> {
  return {
    name,
    placeholder,
    repeatable: false,
    ofText: read,
    ofInput: (value) => (typeof value === "string" ? read(value) : { problem: "must be a text" }),
  };
}

function numeric(name: string, placeholder: string, read: (value: number) => number | Problem): OptionType<number> {
  return {
    name,
    placeholder,
    repeatable: false,
    ofText: (value) => read(/^[+-]?(\d+\.?\d*|\.\d+)(e\d+)?$/i.test(value.trim()) ? Number(value) : Number.NaN),
    ofInput: (value) => read(typeof value === "number" ? value : Number.NaN),
  };
}

function durationOf(value: Duration): number | Problem {
  const isDuration = typeof value === "string" || typeof value === "number";
  return (isDuration ? parseDurationMs(value) : undefined) ?? { problem: "must be a time such as 500ms, 30s or 1h20m" };
}
