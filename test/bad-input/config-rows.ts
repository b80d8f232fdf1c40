import { type Row, row } from "./row.ts";
import { config } from "./scene.ts";

const helpOfConfig = /`pickup config --help`/;
const everyOption = /`pickup \S+ --help` lists every option/;
const mend = /^Mend the file/;
const elsewhere = /--out FILE/;

/** What `pickup config` cannot make. */
const making: readonly Row[] = [
  row("config", 2, /^missing required argument 'users'$/, helpOfConfig),
  row("config ten", 2, /^users is "ten": must be a whole number$/, /config <users> \[days\] \[records\]/),
  row("config -5", 2, /^users is "-5": must be a whole number$/, /config <users> \[days\] \[records\]/),
  row("config 0", 2, /^users is 0: must be a whole number from 1 to 1000000000$/, helpOfConfig),
  row("config 5 1826 1001", 2, /^days is 1826: .*\n {2}records is 1001: /, helpOfConfig),
  row("config 5 90 13 4", 2, /^too many arguments/, helpOfConfig),
  row("config 2000000", 2, /lists more than 1000000 ids is too long, so use --compact$/, helpOfConfig),
  row("config 5 90 13 --asset urn:a", 2, /^records is 13, but there is only 1 asset:/, helpOfConfig),
  row("config 1 --user-id a,b", 2, /^users is 1, but 2 user ids are given$/, helpOfConfig),
  row("config 2 --user-id a,a", 2, /^the config asked for: hurleyUserIds\[1\] repeats/, helpOfConfig),
  row("config 5 --end yesterday", 2, /^--end is "yesterday": must be a time such as/, everyOption),
  row("config 5 --end 2099-01-01", 2, /^updateTimeEnd .* is in the future$/, helpOfConfig),
  row("config 5 --end 2010-01-01", 2, /^updateTimeStart .* is more than five years ago$/, helpOfConfig),
  row("config 5 --cut-off-days 30", 2, /^--cut-off-days has a meaning only with `pickup config check`$/, helpOfConfig),
  row("config 5", 2, /config\.json exists already$/, /--force/),
  row("config 5 --out absent/c.json", 2, /absent\/c\.json cannot be written: ENOENT$/, elsewhere),
  row("config 5 --out folder --force", 2, /folder cannot be written: it is no plain file$/, elsewhere, {
    given: (scene) => scene.makeFolder("folder"),
  }),
  row("config 5 --out device --force", 2, /device cannot be written: it is no plain file$/, elsewhere, {
    given: (scene) => scene.link("device", "/dev/full"),
  }),
  row("config check --seed x", 2, /^--seed has no meaning with `pickup config check`$/, helpOfConfig),
  row("config check one.json two.json", 2, /^one file can be checked at a time, not 2$/, /config check \[file\]/),
  row("config check --cut-off-days never", 2, /^--cut-off-days is "never": must be a number above 0$/, everyOption),
];

function file(name: string, content: string | null, error: RegExp, hint = mend): Row {
  return row("config check", 2, error, hint, { name: `config.json: ${name}`, files: { "config.json": content } });
}

/** What cannot be read as a config. */
const reading: readonly Row[] = [
  file("missing", null, /config\.json does not exist$/, /pickup config 50/),
  file("empty", " \n", /config\.json is empty$/),
  file("not JSON", '{\n  "productCode": "hboMax",\n  oops\n}', /config\.json:3:3: not JSON/),
  file("cut off", '{ "productCode": "hbo', /config\.json:1:\d+: not JSON: Unterminated string$/),
  file("a list", "[]", /config\.json: must be a JSON object in curly brackets$/),
  row("config check folder", 2, /folder cannot be read: it is a directory$/, /--config FILE/, {
    given: (scene) => scene.makeFolder("folder"),
  }),
  row("config check config.json/x", 2, /config\.json\/x does not exist$/, /--config FILE/),
];

/** A field of config.json with a value it must not have. */
function field(name: string, changes: object, error: RegExp): Row {
  const files = { "config.json": { ...config, ...changes } };
  return row("config check", 2, error, mend, { name: `config.json: ${name}`, files });
}

const { features } = config.assets;
const upsideDown = { kind: "uniform", min: 2, max: 1 };

const fields: readonly Row[] = [
  field("no product", { productCode: undefined }, /productCode is missing: must be a text/),
  field(
    "a product with a space",
    { productCode: "hbo max" },
    /productCode is "hbo max": must be a text .*without spaces/,
  ),
  field("users that are no list", { hurleyUserIds: "me" }, /hurleyUserIds is "me": must be a list/),
  field("no user", { hurleyUserIds: [] }, /hurleyUserIds names no user/),
  field("a user twice", { hurleyUserIds: ["a", "b", "a"] }, /hurleyUserIds\[2\] repeats hurleyUserIds\[0\] \(a\)/),
  field("a user who is a number", { hurleyUserIds: ["a", 5] }, /hurleyUserIds\[1\] is 5: must be a text/),
  field("no generated user", { generatedUsers: { count: 0 } }, /generatedUsers\.count is 0: must be a whole number/),
  field("no assets", { assets: {} }, /assets names nothing to watch/),
  field("an asset twice", { assets: { features: [...features, features[0]] } }, /assets\.features\[2\] repeats/),
  field(
    "a series without an episode",
    { assets: { features, series: [{ id: "s", episodes: [] }] } },
    /assets\.series\[0\]\.episodes is \[\]: must name an episode$/,
  ),
  field(
    "times in milliseconds",
    { updateTimeEnd: 1_790_000_000_000 },
    /updateTimeEnd is 1790000000000: must be a time in epoch seconds/,
  ),
  field(
    "an end at the start",
    { updateTimeEnd: config.updateTimeStart },
    /updateTimeEnd .* must be later than updateTimeStart/,
  ),
  field(
    "more records than assets",
    { recordsPerUser: 3 },
    /recordsPerUser \(3\) is more than the 2 features and series/,
  ),
  field("no records", { recordsPerUser: 0 }, /recordsPerUser is 0: must be a whole number/),
  field(
    "an unknown distribution",
    { recordsPerUser: { ...upsideDown, kind: "normal" } },
    /recordsPerUser\.kind is "normal": must be "uniform" or "zipf"$/,
  ),
  field(
    "a distribution upside down",
    { recordsPerUser: upsideDown },
    /recordsPerUser\.min \(2\) must not be above max \(1\)$/,
  ),
  field("an override for nobody", { recordsOverrides: { somebody: 1 } }, /recordsOverrides\.somebody is for nobody/),
  field("an unknown popularity", { popularity: "pareto" }, /popularity is "pareto": must be "uniform" or "zipf"$/),
  field("ttl in milliseconds", { ttl: 1_856_563_200_000 }, /ttl is 1856563200000: must be a time in epoch seconds/),
  field(
    "batch_size 26",
    { batch_size: 26 },
    /batch_size is 26: must be a whole number from 1 to 25 \(DynamoDB's limits: 25 requests and 16 MB a batch, 400 KB an item\)$/,
  ),
  field("batch_size 0", { batch_size: 0 }, /batch_size is 0: must be a whole number from 1 to 25/),
  field("a seed that is a number", { seed: 5 }, /seed is 5: must be a text$/),
  field(
    "a field with a slip",
    { recordPerUser: 2 },
    /recordPerUser is an unknown field; did you mean recordsPerUser\?$/,
  ),
  field(
    "several problems at once",
    { productCode: "", batch_size: 26, updateTimeStart: "now", recordsPerUser: 3 },
    /config\.json: 4 problems\n {2}productCode is .*\n {2}updateTimeStart is .*\n {2}batch_size is .*\n {2}recordsPerUser \(3\) /,
  ),
];

export const configRows: readonly Row[] = [...making, ...reading, ...fields];
