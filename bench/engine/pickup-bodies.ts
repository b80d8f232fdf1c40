import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateConfig, pickupDataset } from "../../src/dataset/index.ts";
import { systemClock } from "../../src/ground/index.ts";
import { pickupTruth, Verifier } from "../../src/verification/index.ts";

/** A dataset with everything that a server and a generator need to speak of it. */
export interface PickupBodies extends Disposable {
  /** The body owed to each user, by its Authorization header. */
  readonly bodies: ReadonlyMap<string, string>;
  readonly token: string;
  /** Flags of `pickup load` that name the config and the tokens. */
  readonly flags: readonly string[];
}

/** So many markers make 2.4 KB. */
const records = 18;

export function pickupBodies(users: number): PickupBodies {
  const folder = mkdtempSync(join(tmpdir(), "bench-dataset-"));
  const [configFile, tokensFile] = [join(folder, "config.json"), join(folder, "tokens.jsonl")];
  const config = generateConfig({ users, records, seed: "bench", series: 20 }, systemClock);
  const dataset = pickupDataset(config);
  const verifier = new Verifier(pickupTruth(dataset), {});
  const tokenOf = (user: number) => `user-${user}.${"t".repeat(200)}`;
  const all = Array.from({ length: users }, (_, user) => user);
  const lines = all.map((user) => `${JSON.stringify({ userId: dataset.idOf(user), token: tokenOf(user) })}\n`);
  writeFileSync(configFile, JSON.stringify(config));
  writeFileSync(tokensFile, lines.join(""));
  const bodyOf = (user: number) => JSON.stringify({ continueWatching: verifier.expected(user, systemClock.wallNow()) });
  return {
    bodies: new Map(all.map((user) => [`Bearer ${tokenOf(user)}`, bodyOf(user)])),
    token: tokenOf(0),
    flags: ["--config", configFile, "--tokens", tokensFile],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
