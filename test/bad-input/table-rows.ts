import { type Row, row } from "./row.ts";
import { config, stackOf } from "./scene.ts";

const everyOption = /`pickup \S+ --help` lists every option/;
const nameOne = /--endpoint URL, or --aws/;
/** A machine without credentials, on which nothing is looked for over the network. */
const noCredentials = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };

/** What `pickup seed` and `pickup clean` cannot write to, and why. */
export const tableRows: readonly Row[] = [
  row("seed", 2, /^no DynamoDB is named, and no `pickup local` is running here$/, nameOne),
  row("clean", 2, /^no DynamoDB is named, and no `pickup local` is running here$/, nameOne),
  row("seed --aws --endpoint {database}", 2, /^two targets are named: AWS and the endpoint http/, /^Name one/),
  row("seed", 2, /^PICKUP_TARGET is "azure": must be one of aws$/, everyOption, {
    name: "a target that there is not",
    environment: { PICKUP_TARGET: "azure" },
  }),
  row("seed --endpoint localhost:8000", 2, /^--endpoint is "localhost:8000": must be an address/, everyOption),
  row(
    "seed --endpoint http://me:s3cret@127.0.0.1:1",
    2,
    /^--endpoint holds a user name or a password$/,
    /^Leave them out/,
  ),
  row("seed --aws --region us_west_2", 2, /^--region is "us_west_2": must be the name of a region/, everyOption),
  row("seed --endpoint {database} --table a?", 2, /^--table is "a\?": must be the name of a table/, everyOption),
  row(
    "seed --endpoint {database} --table production",
    2,
    /^the name of table production does not say that it is for tests/,
    /--allow-table production/,
  ),
  row(
    "clean --endpoint {database} --table production --allow-table prod",
    2,
    /^the name of table production does not say/,
    /--allow-table production/,
  ),
  row("seed --endpoint {database} --config absent.json", 2, /absent\.json does not exist$/, /pickup config 50/),
  row("seed --endpoint {database}", 2, /config\.json: batch_size is 26: /, /^Mend the file/, {
    name: "seed with batch_size 26",
    files: { "config.json": { ...config, batch_size: 26 } },
  }),
  row(
    "seed --endpoint {database} --concurrency 300 --max-exceptions none",
    2,
    /^--concurrency is "300": .*\n {2}--max-exceptions is "none"/,
    everyOption,
  ),
  row(
    "clean --endpoint {database} --table absent-test",
    2,
    /^there is no table absent-test at http/,
    /--table and --region/,
  ),
  row(
    "seed --endpoint {database} --table other-test",
    2,
    /^table other-test has partition key id \(S\) .* expected is partition key prof \(S\)/,
    /--table/,
  ),
  row("clean --endpoint {database} --table other-test", 2, /^table other-test has partition key id \(S\)/, /--table/),
  row("seed --endpoint {closed}", 5, /^DynamoDB did not answer: .*ECONNREFUSED/, /^Check the address/),
  row("seed --endpoint {closed}", 5, /ECONNREFUSED/, /^Check the address/, {
    name: "seed: the process ends by itself",
    asProcess: true,
  }),
  row(
    "seed --endpoint http://nowhere.invalid:8000",
    5,
    /^DynamoDB did not answer: .*http:\/\/nowhere\.invalid:8000.*ENOTFOUND/,
    /^Check the address/,
  ),
  row("seed --endpoint {notHttp}", 5, /^DynamoDB did not answer: /, /^Check the address/),
  row(
    "seed --endpoint {webPage}",
    5,
    /^DynamoDB did not answer: http\S+ is something else \(status 200\)$/,
    /^Check the address/,
  ),
  row(
    "seed --endpoint {notFound}",
    5,
    /^DynamoDB did not answer: http\S+ is something else \(status 404\)$/,
    /^Check the address/,
  ),
  row("seed --endpoint {refusing}", 4, /^UnrecognizedClientException: /, /AWS_PROFILE/),
  row("seed --endpoint {forbidding}", 4, /^AccessDeniedException: /, /AWS_PROFILE/),
  row("clean --endpoint {expired}", 4, /^ExpiredTokenException: /, /^Log in again/),
  row("seed --endpoint {skewed}", 4, /^InvalidSignatureException: Signature expired/, /clock/),
  // The writer stops at the fifth error; the sixth item may be on its way already.
  row(
    "seed --endpoint {readOnly}",
    6,
    /^6 of 6 items are left, [56] of them given up; the last error: ValidationException/,
    /^Mend the cause \(runtime\.log/,
    {
      leaves: /^(runtime\.log|\.pickup.*)$/,
    },
  ),
  row("seed --aws", 4, /^no usable AWS credentials: /, /aws sso login/, {
    asProcess: true,
    environment: noCredentials,
  }),
  row("clean --aws --yes", 4, /^no usable AWS credentials: /, /aws sso login/, {
    asProcess: true,
    environment: noCredentials,
  }),
  row("seed --aws", 4, /^no usable AWS credentials: /, /AWS_PROFILE/, {
    name: "a profile that there is not",
    asProcess: true,
    environment: { ...noCredentials, AWS_PROFILE: "nobody" },
  }),
  row("seed", 5, /^the `pickup local` of .*local\.json \(pid \d+\) has ended$/, /^Start `pickup local` again/, {
    name: "seed: a dead pid in local.json",
    files: { ".pickup/local.json": stackOf() },
  }),
  row("clean", 5, /\(pid \d+\) has ended$/, /^Start `pickup local` again/, {
    name: "clean: a dead pid in local.json",
    files: { ".pickup/local.json": stackOf() },
  }),
  row("seed", 5, /^DynamoDB did not answer: .*ECONNREFUSED/, /^Check the address/, {
    name: "the pid in local.json is now another process",
    files: { ".pickup/local.json": stackOf(process.pid) },
  }),
  row("seed", 2, /local\.json is not JSON$/, /^Remove the file/, {
    name: "local.json is broken",
    files: { ".pickup/local.json": "{" },
  }),
  row("seed", 2, /local\.json has no address under api$/, /^Remove the file/, {
    name: "local.json lacks an address",
    files: { ".pickup/local.json": { ...stackOf(), api: 5 } },
  }),
  row("seed", 2, /local\.json cannot be read: EISDIR$/, /a file that you may read/, {
    name: "local.json is a folder",
    given: (scene) => scene.makeFolder(".pickup/local.json"),
  }),
  row("seed --endpoint {database}", 2, /seeding-.*\.json cannot be read: ENOTDIR$/, /\.pickup a folder/, {
    name: "seed: .pickup is a file",
    files: { ".pickup": "" },
  }),
  row("seed --endpoint {database}", 2, /runtime\.log cannot be written: EISDIR$/, /right to write there/, {
    name: "runtime.log is a folder",
    given: (scene) => scene.makeFolder("runtime.log"),
    leaves: /^\.pickup/,
  }),
  row("seed --endpoint {database}", 2, /runtime\.log cannot be written: ENOSPC$/, /^Make room/, {
    name: "no room for runtime.log",
    given: (scene) => scene.link("runtime.log", "/dev/full"),
    leaves: /^\.pickup/,
  }),
];
