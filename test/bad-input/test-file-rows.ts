import { type Row, row } from "./row.ts";

const template = /^Write `export default defineLoadTest/;
const mend = /^Mend the file; `npx tsc --noEmit`/;
const visit = 'wait: constant(1), tasks: { look: async (user) => void (await user.http.get("/")) }';

/** `pickup load` of a file with this text, against an API that is there. */
function file(name: string, text: string, error: RegExp, hint = template, more: Partial<Row> = {}): Row {
  const files = { "mine.ts": text };
  return row("load --headless mine.ts -H {api} -t 1s", 2, error, hint, {
    name: `a test file: ${name}`,
    files,
    ...more,
  });
}

/** A test file whose user type holds `viewer`, with further fields of the test; past the types, as JavaScript would be. */
function source(viewer: string, rest = ""): string {
  return `import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: { viewer: { ${viewer} } },
  ${rest}
} as never);
`;
}

/** Files that cannot be loaded. */
const loading: readonly Row[] = [
  row("load --headless absent.ts -H {api}", 2, /absent\.ts does not exist$/, /built-in test/),
  row("verify absent.ts -H {api}", 2, /absent\.ts does not exist$/, /built-in test/),
  row("load --headless config.json/mine.ts -H {api}", 2, /config\.json\/mine\.ts does not exist$/, /built-in test/),
  row(
    "load --headless config.json -H {api}",
    2,
    /config\.json is neither TypeScript nor JavaScript by its name$/,
    /--config FILE/,
  ),
  row("load --headless folder -H {api}", 2, /folder is a folder$/, /\.ts, \.mts/, {
    given: (scene) => scene.makeFolder("folder"),
  }),
  file(
    "a syntax error",
    "const wait = 5;\nexport default {{;\n",
    /^the test file cannot be loaded: \S+mine\.ts:2: /,
    mend,
  ),
  file("a syntax error in JavaScript", "", /^the test file cannot be loaded: \S+mine\.mjs:2: /, mend, {
    line: "load --headless mine.mjs -H {api}",
    files: { "mine.mjs": "const wait = 5;\nexport default {{;\n" },
  }),
  file(
    "syntax that cannot be erased",
    "enum Kind { One }\nexport default Kind;\n",
    /mine\.ts:1: .*enum is not supported/,
    mend,
  ),
  file(
    "an import that is not there",
    'import x from "no-such-package";\nexport default x;\n',
    /mine\.ts: Cannot find package 'no-such-package'/,
    mend,
  ),
  file(
    "a name that the kit does not export",
    'import { x } from "pickup-load-test";\nexport default x;\n',
    /mine\.ts:1: .*does not provide an export named 'x'$/,
    mend,
  ),
  file(
    "an error on its way",
    "const user = null as any;\nuser.name;\nexport default {};\n",
    /mine\.ts:2:6: Cannot read properties of null/,
    mend,
  ),
  file(
    "a wait below zero",
    source("wait: constant(-1), tasks: { look() {} }"),
    /mine\.ts:3:\d+: constant\(-1\): a wait must be/,
    mend,
  ),
];

/** Files whose default export is no load test. */
const shape: readonly Row[] = [
  file("empty", "", /: `users` names no user type$/),
  file("no default export", "export const test = {};\n", /: it has no load test as its default export$/),
  file("a list", "export default [];\n", /: it has no load test as its default export$/),
  file("no users", source("").replace(/users:.*/, "users: {}"), /: `users` names no user type$/),
  file(
    "a user type that is none",
    source("").replace(/viewer: .*/, "viewer: null },"),
    /: `users\.viewer` is no user type$/,
  ),
  file("no wait", source("tasks: { look() {} }"), /: `users\.viewer\.wait` is no wait/),
  file("a wait that is a number", source("wait: 5, tasks: { look() {} }"), /: `users\.viewer\.wait` is no wait/),
  file("no tasks", source("wait: constant(1)"), /: `users\.viewer\.tasks` is no object with tasks$/),
  file(
    "no task",
    source("wait: constant(1), tasks: {}"),
    /`users\.viewer\.tasks`: there is no task with a weight above 0$/,
  ),
  file("a task that is a text", source("wait: constant(1), tasks: { look: 'here' }"), /: task look is no function/),
  file("a task without run", source("wait: constant(1), tasks: { look: { weight: 5 } }"), /: task look is no function/),
  file(
    "a negative weight",
    source("wait: constant(1), tasks: { look: { weight: -1, run() {} } }"),
    /: the weight of task look is -1: it must be a number of at least 0$/,
  ),
  file("a negative weight of a user type", source(`weight: -1, ${visit}`), /`users\.viewer\.weight` is -1: it must be/),
  file("no user type with a weight", source(`weight: 0, ${visit}`), /: `users` gives no user type a weight/),
  file("a bearer that is a text", source(`bearer: "s3cret", ${visit}`), /: `users\.viewer\.bearer` is no function$/),
  file(
    "a field with a slip",
    source(visit, 'treshold: ["p99<1ms"]'),
    /: `treshold` is an unknown field; known are .*thresholds/,
  ),
  file(
    "a field of a user type with a slip",
    source(`onstart() {}, ${visit}`),
    /: `users\.viewer\.onstart` is an unknown field; known are .*onStart/,
  ),
  file(
    "a threshold that is none",
    source(visit, 'thresholds: ["p99 is low"]'),
    /: `thresholds\[0\]`: threshold "p99 is low" cannot be read/,
  ),
  file("thresholds that are no list", source(visit, 'thresholds: "p99<1s"'), /: `thresholds` is no list$/),
  file("allowHosts that is no list", source(visit, 'allowHosts: "x"'), /: `allowHosts` is no list of host names$/),
  file("options that are no object", source(visit, "options: 5"), /: `options` is no object$/),
  file("a setup that is no function", source(visit, "setup: {}"), /: `setup` is no function$/),
  file(
    "several problems at once",
    source("weight: NaN, tasks: {}", "dataset: { users: -1 }"),
    /: 6 problems\n {2}`users\.viewer\.weight` is NaN.*\n {2}`users\.viewer\.wait`.*\n {2}`users\.viewer\.tasks`.*\n {2}`dataset\.users` is -1.*\n {2}`dataset\.idOf`.*\n {2}`dataset\.rowsOf`/,
  ),
];

/** Load tests that ask for what cannot be had. */
const demands: readonly Row[] = [
  file(
    "an unknown option",
    source(visit, "options: { usrs: 5 }"),
    /^options\.usrs of the test file is not an option$/,
    /--help/,
  ),
  file(
    "bad values of options",
    source(visit, 'options: { users: "ten", insecure: "yes" }'),
    /^options\.users of the test file is "ten": .*\n {2}options\.insecure of the test file is "yes": /,
    /--help/,
  ),
  file(
    "a host that is not allowed",
    source(visit, 'options: { host: "http://api.example.test" }'),
    /^http:\/\/api\.example\.test is not on this machine/,
    /allowHosts/,
    {
      line: "load --headless mine.ts",
    },
  ),
  file("a host that is not there", source(visit), /^the API http\S+ cannot be reached: ECONNREFUSED$/, /-H URL/, {
    line: "load --headless mine.ts -H {closed}",
    exitCode: 5,
  }),
  file(
    "a dataset without users",
    source(visit, "dataset: { users: 0, idOf: String, rowsOf: () => [] }"),
    /^1 virtual user wanted, but the dataset has 0 users/,
    /let the dataset of the test file have more/,
  ),
  file(
    "a setup that throws",
    source(visit, 'setup() { throw new Error("no such shop"); }'),
    /^setup of the load test failed: no such shop$/,
    /^Mend it at \S+mine\.ts:4:\d+\.$/,
    { exitCode: 3 },
  ),
  file(
    "a setup that returns a function",
    source(visit, "setup: () => () => 1"),
    /^setup of the load test failed: .* could not be cloned/,
    /plain data/,
    { exitCode: 3 },
  ),
];

export const testFileRows: readonly Row[] = [...loading, ...shape, ...demands];
