/**
 * The exit codes of every command, and what each one means. The only list: commands, documentation and tests
 * derive from it.
 */
export const exitCodes = {
  passed: 0,
  internal: 1,
  usage: 2,
  failures: 3,
  credentials: 4,
  unreachable: 5,
  seedingIncomplete: 6,
  leak: 97,
  invalid: 98,
  thresholdCrossed: 99,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What is wrong with one option; `option` is its key, null where it concerns several or none. */
export interface OptionProblem {
  readonly option: string | null;
  readonly message: string;
}

export interface KitErrorOptions {
  /** What the reader should do now, as one imperative sentence. */
  hint?: string;
  exitCode?: ExitCode;
  /** Where the error is made of several, or belongs to options: each apart, for whoever shows them one by one. */
  problems?: readonly OptionProblem[];
  cause?: unknown;
}

/**
 * The one error of the kit: a stable `code` (`PICKUP_CONFIG_INVALID`), a message that says what was wrong and where,
 * a hint that says how to mend it, and the exit code of the command that meets it (default: usage, 2).
 */
export class KitError extends Error {
  override readonly name = "KitError";
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly problems: readonly OptionProblem[];

  constructor(code: `PICKUP_${string}`, message: string, options: KitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodes.usage;
    this.problems = options.problems ?? [];
  }
}

/** The plain form in which a {@link KitError} crosses a thread or a network. */
export interface ErrorRecord {
  code: string;
  message: string;
  hint: string | undefined;
  exitCode: ExitCode;
  stack: string | undefined;
}

/** Any thrown value as a record; what is not a KitError becomes `PICKUP_INTERNAL` with exit code 1. */
export function errorRecordOf(thrown: unknown): ErrorRecord {
  if (thrown instanceof KitError) {
    return {
      code: thrown.code,
      message: thrown.message,
      hint: thrown.hint,
      exitCode: thrown.exitCode,
      stack: thrown.stack,
    };
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: "PICKUP_INTERNAL",
    message: error.message,
    hint: "This is a defect of the kit; please report it with the stack trace.",
    exitCode: exitCodes.internal,
    stack: error.stack,
  };
}

/** The error a record was made from, with its code, hint and exit code; the stack of the other side is its cause. */
export function errorFromRecord(record: ErrorRecord): KitError {
  return new KitError(record.code as `PICKUP_${string}`, record.message, {
    ...(record.hint === undefined ? {} : { hint: record.hint }),
    exitCode: record.exitCode,
    cause: record.stack,
  });
}

/** The `code` of a Node system error (`ENOENT`, `ECONNREFUSED`), looking through causes; undefined for any other value. */
export function systemCodeOf(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code === "string" && /^E[A-Z0-9_]+$/.test(code)) return code;
    if (error instanceof AggregateError) return systemCodeOf(error.errors[0]);
  }
  return undefined;
}
