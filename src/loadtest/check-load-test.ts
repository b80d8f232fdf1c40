import { taskTree } from "../engine/index.ts";
import { KitError, parseDurationMs } from "../ground/index.ts";
import { parseThreshold } from "../verdict/index.ts";
import type { AnswerDeclaration, FieldKind, TimeFormat } from "../verification/index.ts";
import type { HttpChoice, LoadTest, UserType } from "./define.ts";
import type { Events } from "./events.ts";
import type { IsolationProbes } from "./isolation.ts";

type Fields = { readonly [name: string]: unknown };

const fieldsOfTest = namesOf<LoadTest>({
  dataset: true,
  answers: true,
  isolation: true,
  setup: true,
  teardown: true,
  users: true,
  shape: true,
  events: true,
  thresholds: true,
  http: true,
  allowHosts: true,
  options: true,
});
const fieldsOfUserType = namesOf<UserType<unknown>>({
  weight: true,
  fixedCount: true,
  wait: true,
  bearer: true,
  cookies: true,
  headers: true,
  tasks: true,
  onStart: true,
  onStop: true,
});
const fieldsOfAnswers = namesOf<AnswerDeclaration<unknown>>({
  list: true,
  id: true,
  time: true,
  timeFormat: true,
  fields: true,
  shows: true,
  key: true,
  recognises: true,
});
const timeFormats: readonly TimeFormat[] = ["iso-seconds", "iso-milliseconds", "epoch-seconds", "epoch-milliseconds"];
const fieldKinds: readonly FieldKind[] = ["text", "number", "boolean", "any"];
const fieldsOfIsolation = namesOf<IsolationProbes<unknown>>({ own: true, another: true });
const fieldsOfHttp = namesOf<HttpChoice>({ version: true });
const fieldsOfEvents = namesOf<Events<unknown>>({ request: true, exception: true });

/**
 * Everything that is wrong with the default export of a test file, as far as it shows without running it; each problem
 * begins with the field it is about. None: it is a load test.
 */
export function problemsOf(test: unknown): string[] {
  if (!isObject(test)) return ["it has no load test as its default export"];
  const { dataset, answers, isolation, users, events, thresholds, http, allowHosts, options } = test;
  return [
    ...unknownFields(test, fieldsOfTest, ""),
    ...(isObject(users) && Object.keys(users).length > 0 ? userTypeProblems(users) : ["`users` names no user type"]),
    ...(dataset === undefined ? [] : datasetProblems(dataset)),
    ...(answers === undefined ? [] : answerProblems(answers)),
    ...(isolation === undefined ? [] : isolationProblems(isolation)),
    ...noFunctions(test, ["setup", "teardown", "shape"], ""),
    ...(events === undefined ? [] : eventProblems(events)),
    ...(thresholds === undefined ? [] : thresholdProblems(thresholds)),
    ...(http === undefined ? [] : httpProblems(http)),
    ...(allowHosts === undefined || isListOfTexts(allowHosts) ? [] : ["`allowHosts` is no list of host names"]),
    ...(options === undefined || isObject(options) ? [] : ["`options` is no object"]),
  ];
}

function userTypeProblems(users: Fields): string[] {
  const problems = Object.entries(users).flatMap(([name, type]) => {
    const path = `users.${name}`;
    return isObject(type) ? problemsOfUserType(type, path) : [`\`${path}\` is no user type`];
  });
  const isIdle = Object.values(users).every((type) => isObject(type) && (type.fixedCount ?? type.weight) === 0);
  return isIdle ? [...problems, "`users` gives no user type a weight or fixedCount above 0"] : problems;
}

function problemsOfUserType(type: Fields, path: string): string[] {
  const { weight = 1, fixedCount = 0, wait, tasks, headers, cookies } = type;
  const isWait = typeof wait === "function" || (isObject(wait) && typeof wait.nextDueMs === "function");
  return [
    ...unknownFields(type, fieldsOfUserType, `${path}.`),
    ...(typeof weight === "number" && Number.isFinite(weight) && weight >= 0
      ? []
      : [`\`${path}.weight\` is ${String(weight)}: it must be a number of at least 0`]),
    ...(Number.isSafeInteger(fixedCount) && (fixedCount as number) >= 0
      ? []
      : [`\`${path}.fixedCount\` is ${String(fixedCount)}: it must be a whole number of at least 0`]),
    ...(isWait ? [] : [`\`${path}.wait\` is no wait such as between(1, 5), and no function that gives seconds`]),
    ...(isObject(tasks) ? taskProblems(tasks, path) : [`\`${path}.tasks\` is no object with tasks`]),
    ...(headers === undefined || (isObject(headers) && isListOfTexts(Object.values(headers)))
      ? []
      : [`\`${path}.headers\` is no object with texts`]),
    ...(cookies === undefined || typeof cookies === "boolean" ? [] : [`\`${path}.cookies\` is neither true nor false`]),
    ...noFunctions(type, ["bearer", "onStart", "onStop"], `${path}.`),
  ];
}

function eventProblems(events: unknown): string[] {
  if (!isObject(events)) return ["`events` is no object with functions"];
  return [...unknownFields(events, fieldsOfEvents, "events."), ...noFunctions(events, fieldsOfEvents, "events.")];
}

function httpProblems(http: unknown): string[] {
  if (!isObject(http)) return ["`http` is no object such as { version: 2 }"];
  const { version = 1 } = http;
  const isKnown = version === 1 || version === 2;
  return [
    ...unknownFields(http, fieldsOfHttp, "http."),
    ...(isKnown ? [] : [`\`http.version\` is ${String(version)}: it must be 1 or 2`]),
  ];
}

function answerProblems(answers: unknown): string[] {
  if (!isObject(answers)) return ["`answers` is no object that describes an answer"];
  const { fields, timeFormat = "iso-seconds", shows } = answers;
  const isShape = isObject(fields) && Object.values(fields).every((kind) => fieldKinds.includes(kind as FieldKind));
  return [
    ...unknownFields(answers, fieldsOfAnswers, "answers."),
    ...["list", "id", "time"]
      .filter((name) => typeof answers[name] !== "string")
      .map((name) => `\`answers.${name}\` is no text`),
    ...(timeFormats.includes(timeFormat as TimeFormat)
      ? []
      : [`\`answers.timeFormat\` is ${String(timeFormat)}: it must be one of ${timeFormats.join(", ")}`]),
    ...(isShape ? [] : [`\`answers.fields\` is no object of names, each with one of ${fieldKinds.join(", ")}`]),
    ...(typeof shows === "function" ? [] : ["`answers.shows` is no function"]),
    ...noFunctions(answers, ["key", "recognises"], "answers."),
  ];
}

function isolationProblems(isolation: unknown): string[] {
  if (!isObject(isolation)) return ['`isolation` is no object such as { own: "/me" }'];
  const isPath = typeof isolation.own === "string" || typeof isolation.own === "function";
  return [
    ...unknownFields(isolation, fieldsOfIsolation, "isolation."),
    ...(isPath ? [] : ["`isolation.own` is no path and no function that gives one"]),
    ...noFunctions(isolation, ["another"], "isolation."),
  ];
}

function taskProblems(tasks: Fields, path: string): string[] {
  try {
    taskTree(tasks as UserType<unknown>["tasks"]);
    return [];
  } catch (error) {
    if (error instanceof RangeError) return [`\`${path}.tasks\`: ${error.message}`];
    throw error;
  }
}

function datasetProblems(dataset: unknown): string[] {
  if (!isObject(dataset)) return ["`dataset` is no dataset"];
  if (dataset.kind === "rows") return [];
  const { users } = dataset;
  const isCount = users === Number.POSITIVE_INFINITY || (Number.isSafeInteger(users) && (users as number) >= 0);
  return [
    ...(isCount ? [] : [`\`dataset.users\` is ${String(users)}: it must be a whole number`]),
    ...["idOf", "rowsOf"]
      .filter((name) => typeof dataset[name] !== "function")
      .map((name) => `\`dataset.${name}\` is no function`),
  ];
}

function thresholdProblems(thresholds: unknown): string[] {
  if (!Array.isArray(thresholds)) return ["`thresholds` is no list"];
  return thresholds.flatMap((threshold: unknown, index) => {
    const expression = isObject(threshold) ? threshold.expression : threshold;
    const problem = typeof expression === "string" ? problemOfExpression(expression) : "is no expression";
    const problems = [...(problem === null ? [] : [problem]), ...(isObject(threshold) ? abortProblems(threshold) : [])];
    return problems.map((text) => `\`thresholds[${index}]\`: ${text}`);
  });
}

function abortProblems({ abort, grace }: Fields): string[] {
  const isTime = typeof grace === "number" || typeof grace === "string" ? parseDurationMs(grace) !== undefined : false;
  return [
    ...(abort === undefined || typeof abort === "boolean" ? [] : ["`abort` is neither true nor false"]),
    ...(grace === undefined || isTime
      ? []
      : [`\`grace\` is ${JSON.stringify(grace)}: it must be a time such as "30s"`]),
  ];
}

function problemOfExpression(expression: string): string | null {
  try {
    parseThreshold(expression);
    return null;
  } catch (error) {
    if (error instanceof KitError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/** A misspelt `thresholds` must not pass for a test without any. */
function unknownFields(object: Fields, known: readonly string[], prefix: string): string[] {
  const unknown = Object.keys(object).filter((name) => !known.includes(name));
  return unknown.map((name) => `\`${prefix}${name}\` is an unknown field; known are ${known.join(", ")}`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function noFunctions(object: Fields, names: readonly string[], prefix: string): string[] {
  const wrong = names.filter((name) => object[name] !== undefined && typeof object[name] !== "function");
  return wrong.map((name) => `\`${prefix}${name}\` is no function`);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** The field names of a type; the compiler sees to it that none is forgotten. */
function namesOf<Type>(names: { readonly [Name in keyof Required<Type>]: true }): readonly string[] {
  return Object.keys(names);
}
