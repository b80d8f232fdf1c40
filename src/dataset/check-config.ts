import { z } from "zod";
import { KitError, nearestName } from "../ground/index.ts";
import { type CrossCheck, crossChecks, pathText } from "./cross-checks.ts";
import { fieldNamesAt } from "./field-names.ts";
import { type Config, configFields } from "./schema.ts";

const mostProblemsShown = 20;
const mendFile = "Mend the file, then run `pickup config check`; its format is described in config.schema.json.";
const anyObject = z.looseObject({});

const configSchema = configFields.check(...crossChecks.map(asRefinement));

/**
 * The value as a config, or one KitError `PICKUP_CONFIG_INVALID` that lists every problem with the path of its field.
 * `source` says where the value came from and begins the message; `hint` says how to mend it, if not in a file.
 */
export function checkConfig(value: unknown, source: string, hint = mendFile): Config {
  const { success, data, error } = configSchema.safeParse(value);
  if (success) return data;
  const problems = error.issues.flatMap((issue) => problemsOf(issue, value));
  const shown = problems.slice(0, mostProblemsShown).map((problem) => `\n  ${problem}`);
  if (problems.length > mostProblemsShown) shown.push(`\n  … and ${problems.length - mostProblemsShown} more`);
  const message = problems.length === 1 ? ` ${problems[0]}` : ` ${problems.length} problems${shown.join("")}`;
  throw new KitError("PICKUP_CONFIG_INVALID", `${source}:${message}`, {
    hint,
  });
}

function asRefinement({ needs, problemsOf }: CrossCheck): z.core.$ZodCheck<Config> {
  const failed = (issues: readonly z.core.$ZodRawIssue[]) =>
    issues.some(({ path }) => needs.includes(path?.[0] as keyof Config));
  return z.superRefine<Config>(
    (config, context) => {
      for (const { path, problem } of problemsOf(config)) {
        context.addIssue({ code: "custom", path: [...path], message: problem });
      }
    },
    { when: ({ value, issues }) => anyObject.safeParse(value).success && !failed(issues) },
  );
}

function problemsOf(issue: z.core.$ZodIssue, config: unknown): string[] {
  const path = pathText(issue.path);
  if (issue.code === "custom") return [`${path} ${issue.message}`];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField(issue.path, key));
  if (issue.code === "invalid_union") {
    const inside = issue.errors.find((errors) => errors.length > 0 && errors.every(isInside));
    if (inside !== undefined) {
      return inside.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, config));
    }
  }
  const found = valueAt(config, issue.path);
  if (path === "") return [issue.message];
  return [
    found === undefined ? `${path} is missing: ${issue.message}` : `${path} is ${excerptOf(found)}: ${issue.message}`,
  ];
}

/** True for a problem of a field of the alternative, not of the alternative as a whole. */
function isInside({ path, code }: z.core.$ZodIssue): boolean {
  return path.length > 0 || code === "unrecognized_keys";
}

function unknownField(path: readonly PropertyKey[], key: string): string {
  const known = fieldNamesAt(path);
  const nearest = nearestName(key, known);
  const advice = nearest === undefined ? `known are ${known.join(", ")}` : `did you mean ${nearest}?`;
  return `${pathText([...path, key])} is an unknown field; ${advice}`;
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  let value = config;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined | null)?.[key];
  return value;
}

function excerptOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
