import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { tagsOf } from "../loadtest/index.ts";
import type { FormView } from "../web/index.ts";
import type { NamedTest } from "./test-file-argument.ts";

/** What the form shows of a load test: its name, its user types with their tasks, and its tags. */
export function testShapeOf({
  test,
  testFile,
  isBuiltIn,
}: NamedTest): Pick<FormView, "testName" | "userTypes" | "tags"> {
  return {
    testName: isBuiltIn ? "built-in" : basename(fileURLToPath(testFile)),
    userTypes: Object.entries(test.users).map(([name, { weight, fixedCount, tasks }]) => ({
      name,
      weight: weight ?? 1,
      fixedCount: fixedCount ?? null,
      tasks: Object.keys(tasks),
    })),
    tags: tagsOf(Object.values(test.users)),
  };
}
