import { type Clock, type ExitCode, exitCodes, formatDurationMs } from "../../ground/index.ts";
import type { Check } from "./check.ts";
import { checks, lastCheck } from "./checks.ts";
import { failure, type Finding, findingOf } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** A finding with the name of its check. */
export interface Diagnosis extends Finding {
  readonly check: string;
}

const limitMs = 12_000;

/** Makes every check, each for so long at most, and tells what they found. */
export async function examine(patient: Patient): Promise<Diagnosis[]> {
  const found = await Promise.all(checks.map((check) => made(check, patient)));
  return [...found.flat(), ...(await made(lastCheck, patient))];
}

async function made(check: Check, patient: Patient): Promise<Diagnosis[]> {
  const findings = await inTime(check.run(patient).catch(findingOf), patient.world.clock);
  return [findings].flat().map((finding) => ({ check: check.name, ...finding }));
}

function inTime(run: Promise<Finding | readonly Finding[]>, clock: Clock): Promise<Finding | readonly Finding[]> {
  return new Promise((resolve) => {
    const timer = clock.after(limitMs, () => resolve(tooLate));
    void run.then((findings) => {
      timer.cancel();
      resolve(findings);
    });
  });
}

const tooLate = failure("PICKUP_CHECK_TOO_SLOW", `no answer within ${formatDurationMs(limitMs)}`, {
  hint: "Check the address and the network; something on the way may swallow packets.",
  exitCode: exitCodes.unreachable,
});

/** Nothing can be looked at that credentials or a connection are missing for; so these come before a wrong setup. */
const worstFirst = [exitCodes.internal, exitCodes.credentials, exitCodes.unreachable, exitCodes.usage];

/** The exit code of all that was found: the worst one. */
export function exitCodeOf(found: readonly Diagnosis[]): ExitCode {
  const failed = found.filter(({ status }) => status === "failure").map(({ exitCode }) => exitCode);
  return worstFirst.find((code) => failed.includes(code)) ?? failed[0] ?? exitCodes.passed;
}
