import type { Branch, Remark, Step } from "../scenario.ts";
import { type Bracket, blockOf, type Code } from "./code.ts";

/** Steps as a block of statements. */
export function blockOfSteps(steps: readonly Step[]): Bracket {
  return blockOf(steps.flatMap(statementsOf));
}

/** A remark as the lines of a comment. */
export function commentsOf({ message, original }: Remark): string[] {
  const [first = "", ...others] = original;
  const head = first === "" ? message : `${message}: ${first.trim()}`;
  // Nothing in the text may end the comment.
  return [head, ...others].map((line) => `// ${line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")}`.trimEnd());
}

function statementsOf(step: Step): Code[] {
  if (step.kind === "code") return [[step.code, ";"]];
  if (step.kind === "pause") return [["await pause(user, ", step.seconds, ");"]];
  if (step.kind === "remark") return commentsOf(step.remark);
  if (step.kind === "loop") return [[`for (const ${step.variable} of `, step.over, ") ", blockOfSteps(step.steps)]];
  if (step.kind === "attempt") return [["try ", blockOfSteps(step.steps), " catch ", blockOfSteps(step.otherwise)]];
  return [choice(step.branches, step.otherwise)];
}

function choice(branches: readonly Branch[], otherwise: readonly Step[]): Code {
  const chain = branches.flatMap(({ condition, steps }, at): Code[] => [
    at === 0 ? "if (" : " else if (",
    condition,
    ") ",
    blockOfSteps(steps),
  ]);
  return otherwise.length === 0 ? chain : [...chain, " else ", blockOfSteps(otherwise)];
}
