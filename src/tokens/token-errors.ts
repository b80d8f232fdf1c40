import { exitCodes, KitError, systemCodeOf } from "../ground/index.ts";
import { type Fault, faults } from "../http/index.ts";

// The messages carry no user id and no value of an answer: they are counted by their text, and values may be secrets.

/** The error for a request without an answer. What is wrong with the request itself is handed back as it is. */
export function serviceUnreachable(where: string, cause: unknown): unknown {
  if (!(cause instanceof KitError) || cause.exitCode !== exitCodes.unreachable) return cause;
  const problem =
    cause.code in faults ? faults[cause.code as Fault] : `cannot be reached: ${systemCodeOf(cause) ?? cause.message}`;
  return new KitError("PICKUP_TOKEN_SERVICE_UNREACHABLE", `the token service ${where} ${problem}`, {
    hint: "Check the address (--token-url) and that the service is up; `pickup local` starts an embedded one.",
    exitCode: exitCodes.unreachable,
    cause,
  });
}

/** The service answered with a status that says it cannot serve anybody now: 429 or 5xx. */
export function serviceFailed(where: string, status: number): KitError {
  return new KitError("PICKUP_TOKEN_SERVICE_FAILED", `the token service ${where} answered with status ${status}`, {
    hint:
      status === 429 ? "It limits the rate; ask for fewer tokens at once." : "Look into the log of the token service.",
    exitCode: exitCodes.credentials,
  });
}

export function tokenRefused(where: string, status: number, detail: string): KitError {
  return new KitError(
    "PICKUP_TOKEN_REFUSED",
    `the token service ${where} refused a token: status ${status}, ${detail}`,
    {
      hint: "Check the payload template (--market, --token-template) or the OAuth client and its rights.",
      exitCode: exitCodes.credentials,
    },
  );
}

export function answerMalformed(where: string, detail: string): KitError {
  return new KitError("PICKUP_TOKEN_ANSWER_INVALID", `the answer of the token service ${where} ${detail}`, {
    hint: "Name the place of the token in the answer with --token-pointer, for example /data/token.",
    exitCode: exitCodes.credentials,
  });
}

export function tokenExpired(where: string, sinceMs: number): KitError {
  const seconds = Math.max(0, Math.round(sinceMs / 1000));
  return new KitError("PICKUP_TOKEN_EXPIRED", `${where} gave a token that expired ${seconds} s ago`, {
    hint: "Compare the clock of this machine with that of the token service; a file is renewed by `pickup tokens`.",
    exitCode: exitCodes.credentials,
  });
}

/** True when the error says something about the service as a whole, not about one user's token. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof KitError)) return false;
  return error.code === "PICKUP_TOKEN_SERVICE_UNREACHABLE" || error.code === "PICKUP_TOKEN_SERVICE_FAILED";
}
