import { type Row, row } from "./row.ts";
import { config, mayMount, type Scene, stackOf } from "./scene.ts";

const everyOption = /`pickup \S+ --help` lists every option/;
const checkHost = /^Check that it runs and that its address is right \(-H URL\)\.$/;
const newConfig = /pickup config/;
const tokenLine = (userId: string, expiresAt: string | null) =>
  `${JSON.stringify({ userId, token: "s3cret", expiresAt })}\n`;
const [wholeDisk, smallDisk] = [4096, 6 * 4096];

/** Full disks for those who may mount one; everybody else has the rows with /dev/full. */
const diskRows: readonly Row[] = [
  row(
    "load --headless -H {api} --token-kind none --runs disk -t 1s",
    2,
    /^cannot write .*run\.json: no space left on the device$/,
    /^Free some space, or name another folder with --runs FOLDER\.$/,
    {
      name: "no room in the folder of the runs",
      given: (scene: Scene) => {
        scene.mountDisk("disk", wholeDisk);
        scene.write("disk/filler", "x".repeat(wholeDisk));
      },
    },
  ),
  row(
    "load --headless -H {api} --token-kind none --runs disk -t 2s",
    2,
    /^(\s*cannot write .*: no space left on the device\n?)+$/,
    /^Free some space, or name another folder with --runs FOLDER\.$/,
    {
      name: "the disk of the run folder fills up during the run",
      given: (scene: Scene) => scene.mountDisk("disk", smallDisk),
      leaves: /^disk\/.*/,
    },
  ),
];

/** What `pickup load` and `pickup verify` refuse before the first request. */
export const loadRows: readonly Row[] = [
  row("load --headless", 2, /config\.json does not exist$/, /pickup config 50/, { files: { "config.json": null } }),
  row("load --headless", 2, /^no API is named, and no `pickup local` is running here$/, /-H https/, {
    name: "load: no API is named",
  }),
  row("verify", 2, /^no API is named, and no `pickup local` is running here$/, /-H https/),
  row("load --headless", 5, /^the `pickup local` of .* has ended$/, /^Start `pickup local` again/, {
    name: "load: a dead pid in local.json",
    files: { ".pickup/local.json": stackOf() },
  }),
  row("verify", 5, /^the `pickup local` of .* has ended$/, /^Start `pickup local` again/, {
    name: "verify: a dead pid in local.json",
    files: { ".pickup/local.json": stackOf() },
  }),
  row("report", 2, /^there is no run "latest" in .*runs$/, /--runs FOLDER looks elsewhere/),
  row("report ../config.json", 2, /^there is no run "\.\.\/config\.json" in /, /--runs FOLDER looks elsewhere/),
  row("compare 2026-11-23T22-15-03-ab12 latest", 2, /^there is no run "2026-11-23T22-15-03-ab12"/, /--runs FOLDER/),
  row(
    "compare latest latest --fail-if-worse 10%",
    2,
    /^latest and latest are the same run/,
    /^Name the earlier run first/,
    {
      files: { "runs/2026-11-23T22-15-03-ab12/run.json": {} },
    },
  ),
  row("load -H {api} --token-kind none --baseline yesterday", 2, /^there is no run "yesterday"/, /`latest`/),
  row("compare a b --fail-if-worse much", 2, /^--fail-if-worse is "much": must be a share such as 10%/, everyOption),
  row("load --web-host 0.0.0.0", 2, /^--web-host 0\.0\.0\.0 would let in anybody who reaches it$/, /--web-login/),
  row("load --web-port 8o89", 2, /^--web-port is "8o89": must be a whole number from 0 to 65535$/, everyOption),
  row("load --web-login lea", 2, /^--web-login must be USER:PASSWORD$/, everyOption),
  row("load --tls-cert mine.pem", 2, /^of --tls-cert and --tls-key only one is given$/, /^Give both/),
  row("load --tls-cert no.pem --tls-key no.pem", 2, /^--tls-cert: no\.pem cannot be read \(ENOENT\)$/, /PEM/),
  row("load --autoquit 5s", 2, /^--autoquit means nothing without --autostart$/, /--autostart/),
  row("load --headless -H api.example.test", 2, /^--host is "api\.example\.test": must be an address/, everyOption),
  row(
    "load --headless -H http://me:s3cret@api.example.test",
    2,
    /^http:\/\/\S+@api\.example\.test is not on this machine/,
    /--allow-host api\.example\.test/,
  ),
  row(
    "load --headless -H http://me:s3cret@127.0.0.1:1 --token-kind none",
    5,
    /^the API http\S+ cannot be reached: ECONNREFUSED$/,
    checkHost,
  ),
  row("load --headless -H {api} --ca absent.pem", 2, /^--ca: absent\.pem cannot be read \(ENOENT\)$/, /PEM/),
  row("load --headless -H {api} --ca config.json", 2, /^--ca: config\.json is no PEM file$/, /BEGIN/),
  row(
    "load --headless -H {api} --client-cert mine.pem",
    2,
    /^of --client-cert and --client-key only one is given$/,
    /^Give both/,
  ),
  row(
    "load --headless -H https://api.example.test",
    2,
    /^https:\/\/api\.example\.test is not on this machine and not allow-listed$/,
    /--allow-host api\.example\.test/,
  ),
  row("verify -H https://api.example.test", 2, /^https:\/\/api\.example\.test is not on this machine/, /--allow-host/),
  row(
    "load --headless -H {closed} --token-kind none -t 1s",
    5,
    /^the API http\S+ cannot be reached: ECONNREFUSED$/,
    checkHost,
  ),
  row("load --headless -H {closed} --token-kind none -t 1s", 5, /cannot be reached: ECONNREFUSED$/, checkHost, {
    name: "load: the process ends by itself",
    asProcess: true,
  }),
  row(
    "load --headless -H https://127.0.0.1:1 --token-kind none -t 1s",
    5,
    /^the API https\S+ cannot be reached: ECONNREFUSED$/,
    checkHost,
  ),
  row(
    "load --headless -H http://nowhere.invalid --allow-host nowhere.invalid --token-kind none",
    5,
    /^the API http:\/\/nowhere\.invalid cannot be reached/,
    checkHost,
  ),
  row("verify -H {closed} --token-kind none", 5, /^the API http\S+ cannot be reached: ECONNREFUSED$/, checkHost),
  row("load --headless -H {api}", 2, /^nothing says where the users' tokens come from$/, /--token-url URL/),
  row(
    "load --headless -H {api} --token-url {closed}",
    5,
    /^the token service \S+ cannot be reached: ECONNREFUSED$/,
    /--token-url/,
  ),
  row(
    "verify -H {api} --token-url {closed}",
    5,
    /^the token service \S+ cannot be reached: ECONNREFUSED$/,
    /--token-url/,
  ),
  row("load --headless -H {api} --token-url {tokens}/500", 4, /answered with status 500$/, /log of the token service/),
  row(
    "load --headless -H {api} --token-url {tokens}/empty",
    4,
    /has no encryptedToken or access_token/,
    /--token-pointer/,
  ),
  row("load --headless -H {api} --tokens absent.jsonl", 2, /absent\.jsonl cannot be read: ENOENT$/, /pickup tokens/),
  row("load --headless -H {api} --tokens empty.jsonl", 2, /empty\.jsonl holds no token$/, /pickup tokens/, {
    files: { "empty.jsonl": "" },
  }),
  row(
    "load --headless -H {api} --tokens notes.txt",
    2,
    /^line 1 of the tokens file .*notes\.txt is not JSON$/,
    /^Each line is/,
    {
      files: { "notes.txt": "s3cret\n" },
    },
  ),
  row("load --headless -H {api} --tokens old.jsonl", 4, /old\.jsonl gave a token that expired/, /pickup tokens/, {
    files: { "old.jsonl": tokenLine("PICKUP-LT-one", "2020-01-01T00:00:00Z") },
  }),
  row(
    "load --headless -H {api} --tokens theirs.jsonl",
    4,
    /theirs\.jsonl has no token of this user$/,
    /pickup tokens/,
    {
      files: { "theirs.jsonl": tokenLine("somebody", null) },
    },
  ),
  row(
    "load --headless -H {api} --token-kind none -u 4",
    2,
    /^4 virtual users wanted, but the dataset has 3 users, and no two may share one$/,
    /^Use --users 3 or fewer/,
  ),
  row(
    "load --headless -H {api} --token-kind none --cut-off-days 1",
    3,
    /vacuous.* the declared cut-off 1 days$/,
    newConfig,
  ),
  row("verify -H {api} --token-kind none --cut-off-days 1", 3, /vacuous.* the declared cut-off 1 days$/, newConfig),
  row("load --headless -H {api} --token-kind none", 3, /vacuous.*ttl passed on 2026-09-21$/, newConfig, {
    name: "load: rows that have expired",
    files: { "config.json": { ...config, ttl: config.updateTimeEnd + 1 } },
  }),
  row(
    "load --headless -H {api} --threshold p99<300",
    2,
    /^--threshold is "p99<300": .* limits a latency without a unit of time/,
    everyOption,
  ),
  row(
    "load --headless -H {api} --threshold speed>5",
    2,
    /^--threshold is "speed>5": .* measures "speed", which is unknown/,
    everyOption,
  ),
  row("load --headless -H {api} --spawn-rate 0", 2, /^--spawn-rate is "0": must be a number above 0$/, everyOption),
  row(
    "verify -H {api} --sample 0 --users-at-once 0",
    2,
    /^--sample is "0": .*\n {2}--users-at-once is "0"/,
    everyOption,
  ),
  row("verify --users 5", 2, /^unknown option '--users'/, everyOption),
  row(
    "load --headless -H {api} --token-kind none --runs config.json",
    2,
    /^cannot write .*run\.json: a file or folder of that name is in the way$/,
    /--runs FOLDER/,
  ),
  row(
    "load --headless -H {api} --token-kind none --json-file folder",
    2,
    /folder: it is a folder$/,
    /--json-file FILE/,
    {
      given: (scene) => scene.makeFolder("folder"),
    },
  ),
  row(
    "load --headless -H {api} --token-kind none --csv all",
    2,
    /all_stats_history\.csv: no space left on the device$/,
    /--csv PREFIX/,
    {
      given: (scene) => scene.link("all_stats_history.csv", "/dev/full"),
    },
  ),
  row(
    "load --headless -H {api} --token-kind none --json-file full.json -t 1s",
    2,
    /full\.json: no space left on the device$/,
    /--json-file FILE/,
    {
      given: (scene) => scene.link("full.json", "/dev/full"),
      leaves: /^runs/,
    },
  ),
  ...(mayMount() ? diskRows : []),
];
