import { KitError } from "../../ground/index.ts";
import type { ImportChoices, Reading } from "../reading.ts";
import type { Remark, UserPlan } from "../scenario.ts";
import { hintOfSecrets } from "../secrets.ts";
import { camelCase, Names } from "../writing/names.ts";
import { hostSetting, isAbstract, numberSetting, waitSetting } from "./class-settings.ts";
import { isDocumentation, memberOf, type PythonClass, userBases } from "./classes.ts";
import { LocustFile } from "./locust-file.ts";
import { type Node, statementsIn } from "./python-source.ts";
import { TaskReader } from "./task-reader.ts";

/**
 * A locustfile as a scenario: what is common in them, and a remark for everything else. Throws
 * `PICKUP_LOCUSTFILE_INVALID` for what is no Python, and `PICKUP_LOCUSTFILE_EMPTY` when no class in it is a user with
 * tasks.
 */
export function readLocustfile(text: string, source: string, choices: ImportChoices): Reading {
  const file = new LocustFile(text, source);
  const kinds = [...file.classes.values()].filter((own) => own.bases.some((base) => userBases.has(base)));
  const names = new Names();
  const read = kinds.flatMap((own) => (isAbstract(own, file) ? [] : (userOf(own, file, names) ?? [])));
  if (read.length === 0) throw noUsers(source);
  const users = file.bearer === null ? read : read.map((user) => ({ ...user, bearer: file.bearer }));
  const host = choices.host ?? hostSetting(kinds, file);
  const remarks = leftOver(file);
  const { constants, helpers, keepsValues } = file;
  return {
    scenario: { source, host, constants, helpers, users, remarks, keepsValues },
    remarks: inOrder(file.remarks.all),
    hints: [...hintOfSecrets(file.secrets), ...(host === null ? ["the file names no host: give it with -H URL"] : [])],
  };
}

/** Null for a class that does nothing. */
function userOf(own: PythonClass, file: LocustFile, names: Names): UserPlan | null {
  const { tasks, onStart, onStop, remarks } = new TaskReader(file).read(own);
  if (tasks.length === 0) return null;
  const notes = [...remarks];
  return {
    name: names.take(camelCase(own.name, "user")),
    weight: numberSetting("weight", own, file),
    fixedCount: numberSetting("fixed_count", own, file),
    wait: waitSetting(own, file, notes),
    bearer: null,
    // Locust's clients keep cookies, each user its own.
    keepsCookies: true,
    headers: [],
    onStart,
    onStop,
    tasks,
    remarks: notes,
  };
}

/** Statements of the file that do something, and that no user does. */
function leftOver({ source, remarks }: LocustFile): Remark[] {
  return statementsIn(source.top)
    .filter((statement) => !isRead(statement))
    .filter((statement) => {
      const member = memberOf(statement, source);
      if (member === null) return !source.textOf(statement).startsWith("if __name__");
      return member.decorators.some(({ name }) => name !== "tag" && name !== "task") || isOtherClass(member.node);
    })
    .map((statement) => remarks.notCarried(statement, { mostLines: 1 }));

  /** Such as a LoadTestShape. */
  function isOtherClass(node: Node): boolean {
    const list = node.getChild("ArgList");
    return list !== null && /\bLoadTestShape\b/.test(source.textOf(list));
  }
}

/** Imports and values are read where they are needed. */
function isRead(statement: Node): boolean {
  return ["ImportStatement", "AssignStatement", "PassStatement"].includes(statement.name) || isDocumentation(statement);
}

/** Each once, by its line; two classes may have taken over the same. */
function inOrder(remarks: readonly Remark[]): Remark[] {
  const once = new Map(remarks.map((remark) => [`${remark.message} ${remark.original.join("\n")}`, remark]));
  return [...once.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function noUsers(source: string): KitError {
  return new KitError("PICKUP_LOCUSTFILE_EMPTY", `${source} has no user class with tasks that can be read`, {
    hint: "A user is a class such as `class Visitor(HttpUser)` with methods under @task.",
  });
}
