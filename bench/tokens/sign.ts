// What it costs to sign tokens: `node bench/tokens/sign.ts [tokens ...]`. For each count, all cores work on ES256 tokens
// into a file; prints the seconds that took, the processor time of one token, and the memory at the end, whose growth
// with the count shows whether memory is flat. Beside it the same signatures by jose, one thread, for the ratio.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { pickupDataset } from "../../src/dataset/index.ts";
import { systemClock } from "../../src/ground/index.ts";
import { signTokens, type TokenSettings } from "../../src/tokens/index.ts";

const joseTokens = 2000;
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const settings: Extract<TokenSettings, { kind: "sign" }> = {
  kind: "sign",
  algorithm: "ES256",
  key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  keyId: null,
  issuer: null,
  audience: null,
  lifetimeMs: 3_600_000,
};

function datasetOf(users: number) {
  return pickupDataset({
    productCode: "hboMax",
    seed: "bench",
    generatedUsers: { count: users },
    assets: { generatedFeatures: { count: 100 } },
    updateTimeStart: 1_760_000_000,
    updateTimeEnd: 1_760_086_400,
    recordsPerUser: 1,
  });
}

/** Seconds, and microseconds of processor time for each of `tokens`, of an act. */
async function cost(tokens: number, act: () => Promise<unknown>) {
  const before = process.cpuUsage();
  const startMs = performance.now();
  await act();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - startMs) / 1000, cpuMicros: (user + system) / tokens };
}

async function signed(tokens: number): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "pickup-bench-"));
  try {
    const request = { dataset: datasetOf(tokens), settings, path: join(folder, "tokens.jsonl"), clock: systemClock };
    const interrupted = new AbortController().signal;
    const { seconds, cpuMicros } = await cost(tokens, () =>
      signTokens({ ...request, interrupted, observe: () => undefined }),
    );
    return { tokens, by: "the kit", seconds, cpuMicros, memoryMB: process.memoryUsage.rss() / 1e6 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function byJose(): Promise<object> {
  const { seconds, cpuMicros } = await cost(joseTokens, async () => {
    for (let i = 0; i < joseTokens; i++) {
      const token = new SignJWT({ sub: `user ${i}` }).setProtectedHeader({ alg: "ES256" }).setIssuedAt();
      await token.setExpirationTime("1h").sign(privateKey);
    }
  });
  return { tokens: joseTokens, by: "jose", seconds, cpuMicros };
}

const counts = process.argv.slice(2).map(Number);
console.log(`${availableParallelism()} cores`);
const rows = [await byJose()];
for (const count of counts.length > 0 ? counts : [100_000, 1_000_000]) rows.push(await signed(count));
console.table(rows);
