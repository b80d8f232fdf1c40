import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Summary } from "../../src/results/index.ts";
import { countingServer } from "../support/counting-server.ts";
import { emptyFolder, startPickup } from "../support/kit.ts";
import { until } from "../support/processes.ts";

/** Several requests side by side, more than a user may have connections, some too slow, so that every end cuts some off. */
const loadTest = `
import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: {
    visitor: {
      wait: constant(0.01),
      tasks: {
        one: { weight: 3, run: async (user) => void (await user.http.get("/5-200", { name: "one" })) },
        eight: (user) => Promise.all(Array.from({ length: 8 }, () => user.http.get("/1-150", { name: "eight" }))),
        late: async (user) => void (await user.http.get("/150-400", { name: "late", timeout: "0.25s" })),
      },
    },
  },
});
`;

const ends: readonly {
  readonly by: string;
  readonly args: readonly string[];
  readonly signal?: NodeJS.Signals;
  readonly exitCode: number;
}[] = [
  { by: "its time", args: ["-t", "2500ms", "--stop-timeout", "0"], exitCode: 3 },
  { by: "its time with a moment to finish", args: ["-t", "2s", "--stop-timeout", "100ms"], exitCode: 3 },
  { by: "Ctrl+C", args: ["-t", "1m", "--stop-timeout", "0"], signal: "SIGINT", exitCode: 3 },
  { by: "SIGTERM", args: ["-t", "1m", "--stop-timeout", "50ms"], signal: "SIGTERM", exitCode: 3 },
  { by: "a threshold", args: ["-t", "1m", "--stop-timeout", "0", "--threshold", "requests<500 abort"], exitCode: 99 },
];

const rounds = process.env.PICKUP_SOAK === undefined ? 1 : 4;

for (const { by, args, signal, exitCode } of ends) {
  test(`a run ended by ${by} has sent what passed, failed and was cut short, by the server's own count`, async (t) => {
    await using server = await countingServer();
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "visitors.ts"), loadTest);
    let counted = 0;
    for (let round = 0; round < rounds; round++) {
      const target = ["-H", server.origin, "-u", "60", "-r", "60", "--workers", "2", "--json-file", "summary.json"];
      const load = startPickup(folder, ["load", "--headless", "visitors.ts", ...target, ...args]);
      if (signal !== undefined) {
        const enough = async () => (await server.requests()) > counted + 500;
        await until("some load", enough, 20_000);
        load.process.kill(signal);
      }
      const ended = await load.ended;
      // A busy machine may make the generator late as well, which is no matter here.
      assert.ok([exitCode, 98].includes(ended.exitCode), ended.stdout + ended.stderr);
      const { total, generator } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
      assert.ok(total.requests > 100 && total.failures > 0 && generator.interrupted > 0, ended.stdout);
      const passed = total.outcomes.ok;
      const sent = counted + passed + total.failures + generator.interrupted;
      await until("the server has read all", async () => (await server.requests()) >= sent, 3000);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(await server.requests(), sent, `round ${round}: ${JSON.stringify(total.outcomes)}`);
      counted = sent;
    }
  });
}
