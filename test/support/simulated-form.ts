import type { FormField, FormView, PageView } from "../../src/web/protocol.ts";

/** The start form of a test with 200 users. */
export function simulatedForm(): FormView {
  return {
    testName: "continue-watching.ts",
    datasetUsers: 200,
    thresholds: ["failures<1%", "p99<300ms"],
    userTypes: [
      { name: "viewer", weight: 4, fixedCount: null, tasks: ["continueWatchingHistory", "mark", "forget"] },
      { name: "browser", weight: 1, fixedCount: null, tasks: ["browseSeries"] },
      { name: "probe", weight: 0, fixedCount: 2, tasks: ["isolation"] },
    ],
    tags: ["read", "write"],
    fields: [
      field("users", "integer", "load", "50", "virtual users at the peak", { least: 1, most: 200 }),
      field("spawnRate", "number", "load", "1", "virtual users started per second", { least: 0 }),
      field(
        "runTime",
        "duration",
        "load",
        "",
        "how long the load runs, ramp-up included; without it until it is stopped",
      ),
      field("stages", "text", "load", "", "users over time, each stage a line to its users: 30s:100,5m:100,30s:0"),
      field(
        "arrivalRate",
        "text",
        "load",
        "",
        "start so many tasks, such as 500/s or 30/m, whether or not earlier ones have ended",
      ),
      field("steps", "text", "load", "", "users (100,200,400) or arrival rates (100/s,200/s) one after the other"),
      field("stepTime", "duration", "load", "30s", "how long each step lasts, in whole seconds"),
      field("warmUp", "duration", "load", "0", "time at the start that is left out of the statistics"),
      field("pick", "choice", "load", "fresh", "which free user of the dataset is taken", {
        choices: ["fresh", "any", "first", "once"],
      }),
      field("host", "url", "target", "http://127.0.0.1:3000", "the API under load", { origin: "flag" }),
      field("thresholds", "list", "judgement", ["failures<1%", "p99<300ms"], "limits that decide the verdict", {
        origin: "test-file",
      }),
      field("tags", "list", "tasks", [], "run only tasks that have one of these tags"),
      field("excludeTags", "list", "tasks", [], "run no task that has one of these tags"),
      field("insecure", "flag", "advanced", false, "take any certificate of the API"),
      field("token", "text", "advanced", "", "a bearer token for all users", { isSecret: true }),
      field("stopTimeout", "duration", "advanced", "5s", "how long running tasks may go on after the end"),
    ],
  };
}

/** What `GET /api/page` answers. */
export function simulatedPage(run: PageView["run"] = null): PageView {
  return {
    version: 1,
    kitVersion: "0.1.0",
    canStart: true,
    readOnlyReason: null,
    form: simulatedForm(),
    run,
    hasLogin: false,
  };
}

function field(
  key: string,
  kind: FormField["kind"],
  group: FormField["group"],
  value: FormField["value"],
  help: string,
  more: Partial<FormField> = {},
): FormField {
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return {
    key,
    flag,
    help,
    kind,
    group,
    value,
    choices: null,
    origin: "default",
    isSecret: false,
    least: null,
    most: null,
    ...more,
  };
}
