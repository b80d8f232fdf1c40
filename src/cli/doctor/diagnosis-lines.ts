import { plural } from "../../ground/index.ts";
import type { Paint, Style } from "../terminal/paint.ts";
import type { Diagnosis } from "./examine.ts";
import type { FindingStatus } from "./finding.ts";

const styles: { readonly [Status in FindingStatus]: Style } = {
  ok: "green",
  warning: "yellow",
  failure: "red",
  skipped: "gray",
};

/** The findings for a reader, each with its cure under it. */
export function diagnosisLines(found: readonly Diagnosis[], paint: Paint): string[] {
  const width = Math.max(...found.map(({ check }) => check.length));
  const lines = found.flatMap(({ status, check, text, cure, code }) => {
    const more = code === undefined ? "" : ` (\`pickup help ${code}\`)`;
    const cures = cure === undefined ? [] : [`${" ".repeat(9)}${" ".repeat(width)}  ${cure}${more}`];
    return [`${paint(styles[status], status.padEnd(7))}  ${check.padEnd(width)}  ${text}`, ...cures];
  });
  return [...lines, "", closingLine(found)];
}

function closingLine(found: readonly Diagnosis[]): string {
  const counted = (status: FindingStatus) => found.filter((one) => one.status === status).length;
  const [failures, warnings, left] = [counted("failure"), counted("warning"), counted("skipped")];
  const skipped = left === 0 ? "" : `, ${left} skipped`;
  if (failures + warnings === 0) return `Nothing is wrong${skipped}.`;
  return `${plural(failures, "failure")}, ${plural(warnings, "warning")}${skipped}.`;
}
