import { type Row, row } from "./row.ts";
import { stackOf } from "./scene.ts";

const everyOption = /`pickup \S+ --help` lists every option/;
const anotherPort = /^Choose another port, or 0 for any free one\.$/;
/** The key of the token service is kept for the next start. */
const leaves = /^\.pickup/;

/** What keeps `pickup local` and `pickup demo` from starting. */
export const stackRows: readonly Row[] = [
  row("worker", 2, /^no NATS server is named$/, /pickup worker --nats nats:\/\/host:4222/),
  row("worker --nats nats://127.0.0.1:1", 5, /^no NATS server answers at nats:\/\/127\.0\.0\.1:1: /, /nats-server -js/),
  row(
    "worker --nats nats://127.0.0.1:1 --nats-creds absent.creds",
    2,
    /^--nats-creds: .*absent\.creds cannot be read \(ENOENT\)$/,
    /readable/,
  ),
  row("local now", 2, /^too many arguments for 'local'/, everyOption),
  row(
    "local --api-port 70000 --tokens-port web",
    2,
    /^--tokens-port is "web": .*\n {2}--api-port is "70000"/,
    everyOption,
  ),
  row("local --table a?", 2, /^--table is "a\?": must be the name of a table/, everyOption),
  row("local --token-lifetime 0", 2, /^--token-lifetime is "0": must be at least 1s$/, everyOption),
  row(
    "local --dynamodb-port {takenPort}",
    2,
    /^port \d+ of 127\.0\.0\.1 for the embedded DynamoDB is taken$/,
    anotherPort,
    { leaves },
  ),
  row("local --tokens-port {takenPort}", 2, /^port \d+ of 127\.0\.0\.1 for the token service is taken$/, anotherPort, {
    leaves,
  }),
  row("local --api-port {takenPort}", 2, /^port \d+ of 127\.0\.0\.1 for the pickup-api is taken$/, anotherPort, {
    leaves,
  }),
  row("local --data config.json", 2, /^the embedded DynamoDB cannot use the folder .*config\.json/, /--data DIR/, {
    leaves,
  }),
  row("local --store memory --data kept", 2, /^--store memory keeps its items in memory/, /^Leave out one/),
  row("local --lies absent.json", 2, /absent\.json cannot be read: ENOENT$/, /docs\/lies\.md/),
  row("local --lies lies.json", 2, /lies\.json: dropEntry: .*expected number to be <=1/, /docs\/lies\.md/, {
    files: { "lies.json": '{"dropEntry": 2}' },
  }),
  row("local --visible-after soon", 2, /^--visible-after is "soon": must be a time/, everyOption),
  row(
    "local --write-log absent/log.jsonl",
    2,
    /absent\/log\.jsonl cannot be written: ENOENT$/,
    /a folder that exists/,
    {
      leaves,
    },
  ),
  row(
    "local --access-log absent/log.jsonl",
    2,
    /absent\/log\.jsonl cannot be written: ENOENT$/,
    /a folder that exists/,
    { leaves },
  ),
  row("local", 2, /^a `pickup local` \(pid \d+\) runs in .* already$/, /^Use it, or end it first/, {
    name: "local: one runs already",
    files: { ".pickup/local.json": stackOf(process.pid) },
  }),
  row("local", 2, /local\.json holds no object$/, /^Remove the file/, {
    name: "local: local.json is broken",
    files: { ".pickup/local.json": "5" },
  }),
  row("local", 2, /local\.json cannot be read: ENOTDIR$/, /must be a folder/, {
    name: "local: .pickup is a file",
    files: { ".pickup": "" },
  }),
  row("demo --days 0", 2, /^--days is "0": must be a whole number from 1 to 1825$/, everyOption),
  row("demo -H {api}", 2, /^unknown option '-H'/, everyOption),
  row("demo --users 0 --threshold nonsense", 2, /^--users is "0": .*\n {2}--threshold is "nonsense": /, everyOption),
  row("demo", 2, /local\.json cannot be read: ENOTDIR$/, /must be a folder/, {
    name: "demo: .pickup is a file",
    files: { ".pickup": "" },
  }),
  row("demo", 2, /^a `pickup local` \(pid \d+\) runs in .* already$/, /^Use it, or end it first/, {
    name: "demo: one runs already",
    files: { ".pickup/demo/.pickup/local.json": stackOf(process.pid) },
  }),
];
