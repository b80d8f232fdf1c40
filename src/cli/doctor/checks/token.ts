import { formatDurationMs } from "../../../ground/index.ts";
import { describeTokens } from "../../../tokens/index.ts";
import type { Check } from "../check.ts";
import { ok, warning } from "../finding.ts";

const shortMs = 60_000;

/** One token of the first user: whether it comes, and how long it lives. */
export const tokenCheck: Check = {
  name: "token",
  async run(patient) {
    const settings = await patient.tokens();
    if (settings.kind === "none") return ok("none is asked for");
    const { clock } = patient.world;
    const startMs = clock.now();
    const { expiresAtMs } = await patient.token();
    const came = `one for ${await patient.userId()} from ${describeTokens(settings)} in ${Math.ceil(clock.now() - startMs)} ms`;
    if (expiresAtMs === null) return ok(`${came}; it does not say when it ends`);
    const leftMs = expiresAtMs - clock.wallNow();
    const life = `good for ${formatDurationMs(Math.max(0, Math.round(leftMs / 1000) * 1000))}`;
    if (leftMs >= shortMs) return ok(`${came}, ${life}`);
    return warning(
      "PICKUP_TOKEN_EXPIRED",
      `${came}, ${life} only`,
      "Have the service give longer ones: every user fetches a new one before the old one ends.",
    );
  },
};
