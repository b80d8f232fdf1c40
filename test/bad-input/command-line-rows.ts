import { type Row, row } from "./row.ts";

const everyCommand = /`pickup --help` lists every command/;
const everyOption = /`pickup \S+ --help` lists every option/;

/** What is wrong before any command looks at it. */
export const commandLineRows: readonly Row[] = [
  row("init", 2, /^nothing was written, because config\.json would be overwritten$/, /`pickup init my-load-test`/),
  row("laod", 2, /^unknown command 'laod' \(Did you mean load\?\)$/, everyCommand),
  row("frobnicate", 2, /^unknown command 'frobnicate'$/, everyCommand),
  row("frobnicate", 2, /^unknown command 'frobnicate'$/, everyCommand, {
    name: "as a process of its own",
    asProcess: true,
  }),
  row("--users 5", 2, /^unknown option '--users'$/, everyCommand),
  row("load --user 5", 2, /^unknown option '--user' \(Did you mean --users\?\)$/, everyOption),
  row("seed --users 5", 2, /^unknown option '--users'$/, everyOption),
  row("load -x", 2, /^unknown option '-x'$/, everyOption),
  row("load --users", 2, /^option '-u, --users <N>' argument missing$/, everyOption),
  row("load --headless=yes", 2, /^unknown option '--headless=yes'$/, everyOption),
  row("load one.ts two.ts", 2, /^too many arguments for 'load'.* got 2: one\.ts, two\.ts\.$/, everyOption),
  row("seed everything", 2, /^too many arguments for 'seed'.* got 1: everything\.$/, everyOption),
  row("doctor --path api", 2, /^--path is "api": must be a path that begins with \/$/, everyOption),
  row("help doing", 2, /^there is no help on "doing"$/, /lists commands and topics/),
  row("completion tcsh", 2, /^shell is "tcsh": must be one of bash, zsh, fish/, /`pickup completion bash`/),
  row("load --users ten", 2, /^--users is "ten": must be a whole number of at least 1$/, everyOption),
  row("load --run-time 0", 2, /^--run-time is "0": must be at least 1ms$/, everyOption),
  row("load --request-timeout 0s", 2, /^--request-timeout is "0s": must be at least 1ms$/, everyOption),
  row("load --headless", 2, /^PICKUP_WORKERS is "0": must be a whole number from 1 to 1024$/, everyOption, {
    name: "a number out of range in the environment",
    environment: { PICKUP_WORKERS: "0" },
  }),
  row("seed", 2, /^PICKUP_AWS is "perhaps": must be true or false$/, everyOption, {
    name: "a switch in the environment that is neither on nor off",
    environment: { PICKUP_AWS: "perhaps" },
  }),
  row(
    "load --users 0 --spawn-rate fast --run-time soon -H localhost:8080",
    2,
    /^--users is "0": .*\n {2}--spawn-rate is "fast": .*\n {2}--run-time is "soon": .*\n {2}--host is "localhost:8080": .*\n {2}PICKUP_CUT_OFF_DAYS is "-1": .*$/,
    everyOption,
    { name: "several bad values at once", environment: { PICKUP_CUT_OFF_DAYS: "-1" } },
  ),
];
