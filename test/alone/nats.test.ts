import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Summary } from "../../src/results/index.ts";
import { formatCount } from "../../src/ground/index.ts";
import { latencyOf } from "../../src/stats/index.ts";
import { emptyFolder, type Running, runPickup, startLocal, startPickup } from "../support/kit.ts";
import { keepJournals, statisticsOf } from "../support/kept-journals.ts";
import { type NatsServer, startNats } from "../support/nats.ts";
import { needs } from "../support/needs.ts";
import { until } from "../support/processes.ts";
import { startTokenService } from "../support/token-service.ts";
import { configOf, seedingScene } from "../support/seeding-scene.ts";
import { usersPlayedTwice, type Witness, witness, witnessedTest } from "../support/witness.ts";

const waitSeconds = 0.5;
const isSoak = process.env.PICKUP_SOAK === "1";
const kills = isSoak ? 20 : 1;
/** Of the load that all machines carry together. */
const carried = isSoak
  ? { names: ["one", "two", "three"], users: 2000, ms: 60_000 }
  : { names: ["one", "two"], users: 40, ms: 0 };
const seeded = isSoak
  ? { names: ["one", "two", "three"], users: 23_000, unitsPerSecond: 3000, killAfterMs: 20_000 }
  : { names: ["one", "two"], users: 600, unitsPerSecond: 1500, killAfterMs: 2000 };
const [serverAwayMs, machineStoppedMs, leaderlessMs] = isSoak ? [15_000, 30_000, 20_000] : [0, 0, 3000];

interface Machine extends Running {
  readonly folder: string;
}

/** A `pickup worker` with a folder of its own, ready for work. */
async function startMachine(t: TestContext, { url }: NatsServer, name: string): Promise<Machine> {
  const folder = emptyFolder(t);
  const machine = startPickup(folder, ["worker", "--nats", url, "--workers", "1", "--name", name]);
  t.after(async () => {
    machine.process.kill("SIGKILL");
    await machine.ended;
  });
  await machine.waitFor(/waits for work/);
  return { ...machine, folder };
}

interface Load {
  readonly process: Running;
  readonly runId: string;
  /** Where the coordinator was started. */
  readonly folder: string;
  /** Another coordinator takes the run over. */
  readonly takeOver: () => Promise<Running>;
  /** Ends the load by Ctrl+C at its coordinator. */
  readonly end: (coordinator?: Running) => Promise<Summary>;
}

/** A load on machines, all its users playing; it runs until it is ended. */
async function startLoad(
  t: TestContext,
  nats: NatsServer,
  server: Witness,
  machines: number,
  users: number,
): Promise<Load> {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "visitors.ts"), witnessedTest(waitSeconds));
  const coordinate = (...args: string[]) => {
    const load = startPickup(folder, ["load", "--headless", "--nats", nats.url, "--json-file", "s.json", ...args]);
    t.after(() => void load.process.kill("SIGKILL"));
    return load;
  };
  const amount = ["-u", String(users), "-r", "1000", "-t", "5m", "--stop-timeout", "1s"];
  const load = coordinate("visitors.ts", "--expect-workers", String(machines), "-H", server.origin, ...amount);
  const [, runId = ""] = await load.waitFor(/run (\S+): waiting/);
  await until("all users play", () => usersOn(server, 0, () => true) === users, 30_000);
  return {
    process: load,
    runId,
    folder,
    takeOver: async () => {
      const other = coordinate("--resume", runId);
      await other.waitFor(/takes over the run/);
      return other;
    },
    end: async (coordinator = load) => {
      coordinator.process.kill("SIGINT");
      const { exitCode, stdout, stderr } = await coordinator.ended;
      // A busy machine may make the generator late as well, which is no matter here.
      assert.ok([130, 98].includes(exitCode), stdout + stderr);
      return JSON.parse(readFileSync(join(folder, "s.json"), "utf8")) as Summary;
    },
  };
}

interface Scene extends Load {
  readonly nats: NatsServer;
  readonly server: Witness;
  readonly machines: readonly Machine[];
}

/** A NATS server, a server under test, machines of these names and a load that runs on them. */
async function scene(t: TestContext, names: readonly string[], users = 40): Promise<Scene> {
  const nats = await startNats(t);
  const server = await witness();
  t.after(() => server[Symbol.asyncDispose]());
  const machines = await Promise.all(names.map((name) => startMachine(t, nats, name)));
  return { nats, server, machines, ...(await startLoad(t, nats, server, names.length, users)) };
}

/** How many users were seen at some workers since a moment. */
function usersOn({ seen }: Witness, sinceMs: number, isTheirs: (worker: string) => boolean): number {
  return new Set(seen.filter(({ worker, atMs }) => atMs >= sinceMs && isTheirs(worker)).map(({ user }) => user)).size;
}

/** The longest time in which a user that one worker went on playing asked nothing. */
function longestGapMs({ seen, awakeMs }: Witness): number {
  const lastMs = new Map<string, number>();
  let longestMs = 0;
  for (const { user, worker, atMs } of seen) {
    const played = `${user} ${worker}`;
    longestMs = Math.max(longestMs, awakeMs(lastMs.get(played) ?? atMs, atMs));
    lastMs.set(played, atMs);
  }
  return longestMs;
}

/** The longest time in which the server saw nobody. */
function longestRestMs({ seen, awakeMs }: Witness): number {
  return Math.max(...seen.slice(1).map(({ atMs }, i) => awakeMs(seen[i]!.atMs, atMs)));
}

/** Requests say which process sent them; `pickup` keeps its own id. */
const playedBy = (machine: Running) => (worker: string) => worker.startsWith(`${machine.process.pid}/`);

const requestsOf = ({ total, generator }: Summary) => total.requests + generator.interrupted;

// They wait for leases most of the time.
suite("several machines", { concurrency: isSoak ? 1 : 3 }, () => {
  test(
    "machines carry a load together to the request, and one that joins later gets its share",
    needs("nats-server"),
    async (t) => {
      const { names, users } = carried;
      const { nats, server, machines, process: load, end } = await scene(t, names, users);
      const late = await startMachine(t, nats, "late");
      await load.waitFor(/late-\w+ joined/);
      const joinedMs = performance.now();
      const fair = users / (names.length + 1);
      await until("it plays its share", () => usersOn(server, 0, playedBy(late)) >= 0.9 * fair, 20_000);
      const sharedMs = performance.now();
      assert.ok(server.awakeMs(joinedMs, sharedMs) < 5000, `${sharedMs - joinedMs} ms`);
      const told = sharedMs + 2500 + carried.ms;
      await until("it has told so", () => performance.now() > told && server.seen.at(-1)!.atMs > sharedMs, 90_000);
      const journals = keepJournals(
        [...machines, late].map(({ folder }) => folder),
        emptyFolder(t),
      );
      const summary = await end();
      assert.equal(requestsOf(summary), server.seen.length);
      const counted = statisticsOf(journals);
      assert.equal(journals.length, names.length + 1);
      assert.equal(counted.total.requests + counted.interrupted, server.seen.length);
      assert.deepEqual(summary.total.latencyMs, latencyOf(counted.total.intended));
      assert.deepEqual(summary.total.serviceMs, latencyOf(counted.total.service));
      assert.deepEqual(usersPlayedTwice(server.seen), []);
      const gapMs = longestGapMs(server);
      assert.ok(gapMs < 1000 * waitSeconds + 1000, `${gapMs} ms without a request`);
      const { users: played } = summary.workers.find(({ id }) => id.startsWith("late"))!;
      assert.ok(played >= 0.9 * fair && played <= 1.13 * fair, `${played} users`);
    },
  );

  test(
    "the users of a machine that was killed go on elsewhere, none is played twice, and the loss is named",
    needs("nats-server"),
    async (t) => {
      const { server, machines, process: load, end } = await scene(t, ["one", "two"]);
      const one = machines[0]!;
      // So that the machine has reported something.
      await until("a second is merged", () => /5s · 40 users/.test(load.stdout()), 20_000);
      const killedMs = performance.now();
      one.process.kill("SIGKILL");
      await load.waitFor(/one-\w+ is lost/);
      const lostMs = performance.now();
      assert.ok(lostMs - killedMs > 3400, "never before its lease is over for certain");
      await until("all users play elsewhere", () => usersOn(server, lostMs, () => true) === 40, 10_000);
      if (isSoak) assert.ok(performance.now() - killedMs < 6000 + 1000 * waitSeconds);
      const summary = await end();
      assert.deepEqual(usersPlayedTwice(server.seen), []);
      const lost = summary.workers.filter(({ lost: isLost }) => isLost);
      assert.deepEqual(
        lost.map(({ id, users }) => [id.split("-")[0], users]),
        [["one", 20]],
      );
      // What the killed machine had not reported is missing, and nothing else: two seconds of its twenty users at most.
      const missing = server.seen.length - requestsOf(summary);
      assert.ok(missing >= 0 && missing <= 20 * (2 / waitSeconds), `${missing} missing`);
    },
  );

  test(
    "a machine that was stopped for a while sends nothing for users that others play meanwhile, and joins anew",
    needs("nats-server"),
    async (t) => {
      const { server, machines, process: load, end } = await scene(t, ["one", "two"]);
      const one = machines[0]!;
      one.process.kill("SIGSTOP");
      await load.waitFor(/one-\w+ is lost/);
      const lostMs = performance.now();
      await until("the other plays all", () => usersOn(server, lostMs, () => true) === 40, 10_000);
      await setTimeout(machineStoppedMs);
      one.process.kill("SIGCONT");
      const backMs = performance.now();
      await until("it plays again", () => usersOn(server, backMs, playedBy(one)) >= 18, 20_000);
      const summary = await end();
      assert.deepEqual(usersPlayedTwice(server.seen), []);
      assert.equal(requestsOf(summary), server.seen.length);
    },
  );

  test(
    "while the NATS server is away the users go on at first, then rest, and go on once it is back",
    needs("nats-server"),
    async (t) => {
      const { nats, server, end } = await scene(t, ["one", "two"]);
      await nats.kill();
      await setTimeout(2000);
      await nats.start();
      assert.ok(longestRestMs(server) < 1000 * waitSeconds + 1000, `${longestRestMs(server)} ms`);
      // A renewal that was lost with the server is tried again within that time.
      await setTimeout(4000);
      const awayMs = performance.now();
      await nats.kill();
      await until("users rest", () => performance.now() - server.seen.at(-1)!.atMs > 2000, 10_000);
      const restMs = server.seen.at(-1)!.atMs - awayMs;
      assert.ok(restMs > 1500 && restMs < 4500, `the last request came ${restMs} ms after the server was gone`);
      await setTimeout(serverAwayMs);
      await nats.start();
      const backMs = performance.now();
      await until("all go on", () => usersOn(server, backMs, () => true) === 40, isSoak ? 3000 : 10_000);
      const summary = await end();
      assert.equal(requestsOf(summary), server.seen.length);
      assert.deepEqual(usersPlayedTwice(server.seen), []);
      assert.ok(summary.workers.every(({ lost }) => !lost));
    },
  );

  test(
    "a coordinator that was killed is followed by another one: the load never rests and nothing is missing",
    needs("nats-server"),
    async (t) => {
      const { server, process: first, takeOver, end } = await scene(t, ["one", "two"]);
      await first.waitFor(/5s · 40 users/);
      first.process.kill("SIGKILL");
      const killedMs = performance.now();
      const aloneMs = killedMs + leaderlessMs;
      await until("the load goes on alone", () => usersOn(server, aloneMs, () => true) === 40, leaderlessMs + 10_000);
      const second = await takeOver();
      await second.waitFor(/10s · 40 users/);
      const summary = await end(second);
      assert.equal(requestsOf(summary), server.seen.length);
      assert.deepEqual(usersPlayedTwice(server.seen), []);
      assert.ok(longestRestMs(server) < 1000 * waitSeconds + 1000, `${longestRestMs(server)} ms`);
      assert.ok(summary.workers.every(({ lost }) => !lost));
    },
  );

  test(
    "a coordinator that was only stopped steps down when it wakes up, and the totals stay what they are",
    needs("nats-server"),
    async (t) => {
      const { server, folder, runId, process: first, takeOver, end } = await scene(t, ["one", "two"]);
      await first.waitFor(/5s · 40 users/);
      first.process.kill("SIGSTOP");
      const second = await takeOver();
      await second.waitFor(/10s · 40 users/);
      first.process.kill("SIGCONT");
      const { exitCode, stderr } = await first.ended;
      assert.equal(exitCode, 1);
      assert.match(stderr, /another coordinator leads the run/);
      const summary = await end(second);
      assert.equal(requestsOf(summary), server.seen.length);
      assert.deepEqual(usersPlayedTwice(server.seen), []);
      const ticks = readFileSync(join(folder, "runs", runId, "ticks.jsonl"), "utf8")
        .trim()
        .split("\n");
      const seconds = ticks.map((line) => (JSON.parse(line) as { second: number }).second);
      assert.deepEqual(seconds, [...seconds.keys()]);
    },
  );

  test(
    "what users wrote moves with them when their machine is killed: no answer is called wrong, and the next run knows it",
    needs("nats-server"),
    async (t) => {
      const nats = await startNats(t);
      const folder = emptyFolder(t);
      await startLocal(t, folder);
      await runPickup(folder, ["config", "40", "90", "--seed", "moves"]);
      assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);
      await startMachine(t, nats, "one");
      let next = await startMachine(t, nats, "two");
      const many = ["--nats", nats.url, "--expect-workers", "2", "--json-file", "s.json"];
      const amount = ["-u", "40", "--arrival-rate", "80/s", "-t", "5m", "--writes", "30%", "--pick", "uniform"];
      const load = startPickup(folder, ["load", "--headless", ...many, ...amount]);
      t.after(() => void load.process.kill("SIGKILL"));
      await load.waitFor(/5s · /);
      for (let kill = 0; kill < kills; kill++) {
        next.process.kill("SIGKILL");
        next = await startMachine(t, nats, `other-${kill}`);
        await until("the loss shows", () => load.stdout().split("is lost").length > kill + 1, 15_000);
        await setTimeout(2000);
      }
      load.process.kill("SIGINT");
      const { stdout, stderr } = await load.ended;
      const { total, writes, workers } = JSON.parse(readFileSync(join(folder, "s.json"), "utf8")) as Summary;
      assert.equal(total.outcomes["wrong-content"] + total.outcomes.leak, 0, stdout + stderr);
      assert.ok(writes.acknowledged > 50, stdout + stderr);
      assert.equal(workers.filter(({ lost }) => lost).length, kills);
      const verified = await runPickup(folder, ["verify"]);
      assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr);
      assert.ok(readdirSync(join(folder, ".pickup")).some((name) => name.startsWith("ledger-")));
    },
  );

  /** The whole table, on one budget of write units; `begun` is called when the machines write. Gives what was used of it. */
  async function seedTable(t: TestContext, begun: (machines: readonly Machine[]) => Promise<void>) {
    const { names, users, unitsPerSecond } = seeded;
    const nats = await startNats(t);
    const table = await seedingScene(t, configOf(users), {});
    const machines = await Promise.all(names.map((name) => startMachine(t, nats, name)));
    const many = ["--nats", nats.url, "--expect-workers", String(names.length)];
    const seed = table.start(["seed", "--max-wcu", String(unitsPerSecond), ...many]);
    await machines[0]!.waitFor(/joins run/);
    await until("writing has begun", async () => (await table.proxy.report()).writes.keys > 0, 20_000);
    await begun(machines);
    const { exitCode, stdout, stderr } = await seed.ended;
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`${formatCount(users * 13)} items written`));
    const checked = await table.run(["seed", "--check"]);
    assert.equal(checked.exitCode, 0, checked.stdout + checked.stderr);
    const { units, firstMs, lastMs } = (await table.proxy.report()).writes;
    const perSecond = (units * 1000) / (lastMs! - firstMs!);
    t.diagnostic(`${perSecond.toFixed(0)} write units a second of ${unitsPerSecond}`);
    return { share: perSecond / unitsPerSecond, stderr };
  }
  /** A short run has a second with a few units more, and a busy machine stalls for a part of it. */
  const [least, most] = isSoak ? [0.95, 1.001] : [0.5, 1.2];

  test("machines seed a table on one budget and use all of it", needs("nats-server"), async (t) => {
    const { share } = await seedTable(t, async () => undefined);
    assert.ok(share >= least && share <= most, `${share} of the budget`);
  });

  test(
    "when a machine that seeds is killed, the others write what it had left on the same budget",
    needs("nats-server"),
    async (t) => {
      const { share, stderr } = await seedTable(t, async (machines) => {
        await setTimeout(seeded.killAfterMs);
        machines[0]!.process.kill("SIGKILL");
      });
      assert.match(stderr, /one-\w+ is lost/);
      assert.ok(share <= most, `${share} of the budget`);
    },
  );

  test(
    "machines fetch tokens at one rate into one file, and when one is killed the others ask for what it had left",
    needs("nats-server"),
    async (t) => {
      const nats = await startNats(t);
      const service = await startTokenService(t);
      const folder = emptyFolder(t);
      await runPickup(folder, ["config", "900", "1", "1", "--seed", "tokens"]);
      await startMachine(t, nats, "one");
      const other = await startMachine(t, nats, "two");
      const many = ["--nats", nats.url, "--expect-workers", "2"];
      const tokens = startPickup(folder, ["tokens", "--token-url", service.url, "--token-rate", "200", ...many]);
      await until("a second is over", () => service.asked.length > 250, 20_000);
      other.process.kill("SIGKILL");
      const { exitCode, stdout, stderr } = await tokens.ended;
      assert.equal(exitCode, 0, stdout + stderr);
      assert.match(stderr, /two-\w+ is lost/);
      assert.match(stdout, /900 tokens fetched/);
      const lines = readFileSync(join(folder, "tokens.jsonl"), "utf8").trim().split("\n");
      const held = lines.map((line) => JSON.parse(line) as { userId: string; token: string });
      assert.equal(new Set(held.map(({ userId }) => userId)).size, 900);
      assert.ok(held.every(({ userId, token }) => token === `token-of-${userId}`));
      // The killed one had half the rate, and reports each second.
      assert.ok(service.asked.length < 900 + 250, `${service.asked.length} asked for`);
      const seconds = (service.asked.at(-1)!.atMs - service.asked[0]!.atMs) / 1000;
      assert.ok(service.asked.length / seconds < 210, `${service.asked.length} in ${seconds} s`);
      assert.doesNotMatch(stdout + stderr, /token-of-/);
    },
  );

  test(
    "machines whose coordinator died in the middle are free for the next run once their own work is done",
    needs("nats-server"),
    async (t) => {
      const nats = await startNats(t);
      await using server = await witness();
      await startMachine(t, nats, "one");
      const folder = emptyFolder(t);
      writeFileSync(join(folder, "visitors.ts"), witnessedTest(waitSeconds));
      const run = (seconds: string) => {
        const target = ["--nats", nats.url, "-H", server.origin, "-u", "4", "-r", "1000", "-t", seconds];
        return startPickup(folder, ["load", "--headless", "visitors.ts", ...target]);
      };
      const first = run("3s");
      await until("users play", () => server.seen.length > 0, 20_000);
      first.process.kill("SIGKILL");
      const second = run("3s");
      t.after(() => void second.process.kill("SIGKILL"));
      const { exitCode, stdout, stderr } = await second.ended;
      assert.ok([0, 98].includes(exitCode), stdout + stderr);
    },
  );

  test("a server without JetStream and wrong credentials are one clear line each", needs("nats-server"), async (t) => {
    const plain = await startNats(t, []);
    const locked = await startNats(t, ["-js", "--user", "kit", "--pass", "right"]);
    const folder = emptyFolder(t);
    const worker = (url: string) => runPickup(folder, ["worker", "--nats", url]);
    const none = await worker(plain.url);
    assert.equal(none.exitCode, 5);
    assert.match(none.stderr, /offers no JetStream[\s\S]*nats-server -js/);
    const refused = await worker(locked.url.replace("//", "//kit:wrong@"));
    assert.equal(refused.exitCode, 4);
    assert.match(refused.stderr, /refused the credentials/);
    assert.doesNotMatch(refused.stderr + refused.stdout, /wrong/);
  });
});
