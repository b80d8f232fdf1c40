import { errorRecordOf, type ExitCode, exitCodes, type KitErrorOptions } from "../../ground/index.ts";

export type FindingStatus = "ok" | "warning" | "failure" | "skipped";

/** What a check found. */
export interface Finding {
  readonly status: FindingStatus;
  readonly text: string;
  /** How to mend it, or how to name what was skipped. */
  readonly cure?: string | undefined;
  /** Under which `pickup help` tells more. */
  readonly code?: string;
  /** Of a doctor who found nothing worse. */
  readonly exitCode: ExitCode;
}

export function ok(text: string): Finding {
  return { status: "ok", text, exitCode: exitCodes.passed };
}

export function skipped(text: string, cure?: string): Finding {
  return { status: "skipped", text, cure, exitCode: exitCodes.passed };
}

export function warning(code: `PICKUP_${string}`, text: string, cure: string): Finding {
  return { status: "warning", text, cure, code, exitCode: exitCodes.passed };
}

/** A failure with the fields of a KitError; its exit code is by default that of a wrong setup. */
export function failure(
  code: `PICKUP_${string}`,
  text: string,
  { hint, exitCode = exitCodes.usage }: Pick<KitErrorOptions, "hint" | "exitCode">,
): Finding {
  return { status: "failure", text, cure: hint, code, exitCode };
}

/** Codes that say no more than that nobody named the thing. */
const unnamed = ["PICKUP_TARGET_MISSING", "PICKUP_TOKENS_NOT_NAMED", "PICKUP_HOST_MISSING"];

/** The finding that a thrown error stands for. */
export function findingOf(thrown: unknown): Finding {
  const { code, message, hint, exitCode } = errorRecordOf(thrown);
  if (unnamed.includes(code)) return skipped(message, hint);
  return { status: "failure", text: message.replaceAll("\n", "; "), cure: hint, code, exitCode };
}
