import { placeholderCredentials, providerOf } from "../../../dynamodb/index.ts";
import { exitCodes, formatDurationMs } from "../../../ground/index.ts";
import type { Check } from "../check.ts";
import { failure, ok, warning } from "../finding.ts";

const soonMs = 15 * 60_000;
const cure = "Log in again (`aws sso login`, or your company's way).";

/** The AWS credentials for the table: who gave them, and until when. */
export const credentialsCheck: Check = {
  name: "credentials",
  async run(patient) {
    const { environment, clock } = patient.world;
    const credentials = await (await patient.credentials()).get();
    if (credentials === (await placeholderCredentials.get())) {
      return ok("placeholders: this DynamoDB is not AWS's own, and none were found");
    }
    const key = `key …${credentials.accessKeyId.slice(-4)}`;
    const whose = `from ${providerOf(credentials, environment)} (${key})`;
    const { expiration } = credentials;
    if (expiration === undefined) return ok(`${whose}, without an end that is known`);
    const leftMs = expiration.getTime() - clock.wallNow();
    const until = `until ${expiration.toISOString()}`;
    if (leftMs <= 0) {
      const hint = { hint: cure, exitCode: exitCodes.credentials };
      return failure("PICKUP_CREDENTIALS_EXPIRED", `${whose}, good only ${until}`, hint);
    }
    if (leftMs > soonMs) return ok(`${whose}, ${until}`);
    const left = formatDurationMs(Math.ceil(leftMs / 1000) * 1000);
    return warning("PICKUP_CREDENTIALS_EXPIRED", `${whose}, for ${left} more`, cure);
  },
};
