import { type Row, row } from "./row.ts";

const test = `import { constant, defineLoadTest } from "pickup-load-test";
  export default defineLoadTest({ users: { asker: { wait: constant(1), tasks: { ask: (user) => void user.http.get("/") } } } });`;

/** What `pickup try` refuses before it plays anybody. */
export const tryRows: readonly Row[] = [
  row(
    "try -H {api} --token-kind none --user-id nobody",
    2,
    /no user "nobody"$/,
    /^The first of its users are \S+, \S+/,
  ),
  row("try my-test.ts -H {api} --user-id nobody", 2, /no user "nobody"$/, /no dataset: its users are user-0, user-1/, {
    files: { "my-test.ts": test, "config.json": null },
  }),
  row("try my-test.ts -H {api} --task nope", 2, /^the test has no task nope$/, /^Its tasks are ask;/, {
    files: { "my-test.ts": test },
  }),
  row("try my-test.ts -H {api}", 2, /my-test\.ts:2: .*SyntaxError|my-test\.ts:2: /, /^Mend the file/, {
    name: "try: the test file is broken",
    files: { "my-test.ts": "export default {\n  users: }" },
  }),
  row("try -H {closed} --token-kind none", 5, /cannot be reached: ECONNREFUSED$/, /-H URL/),
  row("try -H {api} --token-url {tokens}/401", 4, /refused a token: status 401/, /^Check the payload template/),
];
