import type { BearerPlan, Constant, Helper, Scenario, Step, TaskPlan, UserPlan } from "../scenario.ts";
import { blockOf, type Code, listOf, objectOf, printed } from "./code.ts";
import { field, quoted } from "./literals.ts";
import { blockOfSteps, commentsOf } from "./write-steps.ts";

const self = [
  "const kept = new WeakMap<object, any>();",
  [
    "/** What a user keeps from one task to the next. */\n",
    "function selfOf(user: object): any ",
    blockOf(["if (!kept.has(user)) kept.set(user, {});", "return kept.get(user);"]),
  ],
];

const pause: Code = [
  "/** Waits within a task; the end of the run ends it. */\n",
  "function pause(user: { readonly signal: AbortSignal }, seconds: number): Promise<void> ",
  blockOf(["return setTimeout(seconds * 1000, undefined, { signal: user.signal });"]),
];

/** The scenario as the text of a test file. */
export function writeLoadTest(scenario: Scenario): string {
  const test = printed(["export default defineLoadTest(", objectOf(fieldsOfTest(scenario), true), ");"]);
  const helpers = scenario.helpers.map((helper) => printed(helperCode(helper)));
  const hasPause = [test, ...helpers].some((text) => text.includes("await pause(user, "));
  const sections = [
    `// Made from ${scenario.source.replaceAll(/\p{Cc}/gu, " ")} by \`pickup import\`.`,
    importsOf(scenario, hasPause).join("\n"),
    scenario.constants.map((constant) => printed(constantCode(constant))).join("\n"),
    test,
    ...(scenario.keepsValues ? self.map((code) => printed(code)) : []),
    ...helpers,
    ...(hasPause ? [printed(pause)] : []),
    scenario.remarks.flatMap(commentsOf).join("\n"),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function importsOf({ users, helpers }: Scenario, hasPause: boolean): string[] {
  const waits = new Set(users.map(({ wait }) => wait.by as string));
  const names = [...waits, "defineLoadTest", ...(helpers.length > 0 ? ["type User"] : [])];
  return [
    ...(hasPause ? ['import { setTimeout } from "node:timers/promises";'] : []),
    `import { ${names.toSorted().join(", ")} } from "pickup-load-test";`,
  ];
}

function fieldsOfTest({ host, users }: Scenario): Code[] {
  return [
    ...(host === null ? [] : [field("options", objectOf([field("host", quoted(host))]))]),
    field("users", objectOf(users.flatMap(userFields), true)),
  ];
}

function userFields(user: UserPlan): Code[] {
  const { weight, fixedCount, wait, headers, keepsCookies, bearer, onStart, onStop, tasks } = user;
  const fields: Code[] = [
    ...(weight === null ? [] : [field("weight", String(weight))]),
    ...(fixedCount === null ? [] : [field("fixedCount", String(fixedCount))]),
    field("wait", [wait.by, listOf(wait.numbers, "(", ")")]),
    ...(bearer === null ? [] : bearerFields(bearer)),
    ...(keepsCookies ? [field("cookies", "true")] : []),
    ...(headers.length === 0 ? [] : [field("headers", objectOf(headers))]),
    ...(onStart.length === 0 ? [] : [act("onStart", onStart)]),
    ...(onStop.length === 0 ? [] : [act("onStop", onStop)]),
    field("tasks", objectOf(tasks.flatMap(taskFields), true)),
  ];
  return [...user.remarks.flatMap(commentsOf), field(user.name, objectOf(fields, true))];
}

function bearerFields({ token, note }: BearerPlan): Code[] {
  return [...(note === "" ? [] : [`// ${note}`]), field("bearer", ["(user) => ", token])];
}

function taskFields({ name, weight, tags, remarks, does }: TaskPlan): Code[] {
  const own: Code[] = [
    ...(weight === 1 ? [] : [field("weight", String(weight))]),
    ...(tags.length === 0 ? [] : [field("tags", listOf(tags.map(quoted)))]),
  ];
  const comments = remarks.flatMap(commentsOf);
  if (!("order" in does)) {
    const task = own.length === 0 ? act(name, does) : field(name, objectOf([...own, act("run", does)], true));
    return [...comments, task];
  }
  const order = does.order === "random" ? [] : [field("order", quoted(does.order))];
  const tasks = field("tasks", objectOf(does.tasks.flatMap(taskFields), true));
  return [...comments, field(name, objectOf([...own, ...order, tasks], true))];
}

/** A method; it names its user and waits only when there is something to ask. */
function act(name: string, steps: readonly Step[]): Code {
  const block = blockOfSteps(steps);
  const text = printed(block).replaceAll(/^\s*\/\/.*$/gm, "");
  return [`${/\bawait\b/.test(text) ? "async " : ""}${name}(${/\buser\b/.test(text) ? "user" : ""}) `, block];
}

function constantCode({ name, value, isLoose }: Constant): Code {
  return [`const ${name}${isLoose ? ": any" : ""} = `, value, ";"];
}

function helperCode({ name, parameters, steps }: Helper): Code {
  const all = ["user: User<any, any>", ...parameters.map((parameter) => `${parameter}: any`)];
  return [`async function ${name}(${all.join(", ")}): Promise<any> `, blockOfSteps(steps)];
}
