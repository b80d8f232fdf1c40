import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { before, describe, type TestContext, test } from "node:test";
import { buildPage } from "../scripts/build-page.ts";
import type { ErrorBody, FromServer, RunAnswer, RunView } from "../src/web/index.ts";
import type { Summary } from "../src/results/index.ts";
import { expositionOf } from "./support/exposition.ts";
import { emptyFolder, type Running, startPickup } from "./support/kit.ts";
import { until } from "./support/processes.ts";

const token = "tok-3f9a1c77e2";
const password = "hunter2-9d1e";
const webToken = "exporter-5b0d77aa";
const hostileName = '=<script>alert("1")</script>';

/** A test whose users carry a token, and one of whose endpoints has a name that would do harm. */
const source = `
import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: {
    viewer: {
      wait: constant(0.05),
      bearer: () => "${token}",
      tasks: {
        good: async (user) => void (await user.http.get("/good")),
        bad: async (user) => void (await user.http.get("/bad", { name: ${JSON.stringify(hostileName)} })),
      },
    },
  },
});
`;

/** An API that gives away what it was sent when it fails. */
async function startApi(t: TestContext): Promise<string> {
  const server: Server = createServer((request, response) => {
    const { authorization } = request.headers;
    response.statusCode = request.url === "/bad" ? 500 : 200;
    response.setHeader("x-echo", String(authorization));
    response.end(response.statusCode === 500 ? `refused ${authorization}` : "fine");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const authorization = `Bearer ${webToken}`;

/** What the server answers to a command: that of a run, or what was wrong. */
type Answered = RunAnswer & ErrorBody;

class Page {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async post(path: string, body: object): Promise<{ status: number; body: Answered }> {
    const response = await fetch(this.url + path, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ version: 1, ...body }),
    });
    return { status: response.status, body: (await response.json()) as Answered };
  }

  async get(path: string): Promise<{ status: number; text: string; headers: Headers }> {
    const response = await fetch(this.url + path, { headers: { authorization } });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  async view(id: string): Promise<RunView> {
    return JSON.parse((await this.get(`/api/runs/${id}/view`)).text) as RunView;
  }

  /** Reads the stream of events until `enough`, and lets go of it. */
  async events(enough: (messages: FromServer[]) => boolean, lastSeen?: number): Promise<FromServer[]> {
    const aborted = new AbortController();
    const seen = lastSeen === undefined ? {} : { "last-event-id": String(lastSeen) };
    const response = await fetch(this.url + "/api/events", {
      headers: { authorization, ...seen } as IncomingHttpHeaders as Record<string, string>,
      signal: aborted.signal,
    });
    const messages: FromServer[] = [];
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split("\n\n");
      text = events.pop()!;
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) messages.push(JSON.parse(data) as FromServer);
      }
      if (enough(messages)) break;
    }
    aborted.abort();
    return messages;
  }
}

async function openPage(t: TestContext, folder: string, args: readonly string[]): Promise<[Page, Running]> {
  const secrets = { PICKUP_WEB_LOGIN: `lea:${password}`, PICKUP_WEB_TOKEN: webToken };
  const running = startPickup(
    folder,
    ["load", "t.ts", "--web-port", "0", "--workers", "1", "--token-kind", "none", ...args],
    secrets,
  );
  t.after(() => void running.process.kill("SIGKILL"));
  return [new Page((await running.waitFor(/^page: (\S+)/m))[1]!), running];
}

const ticksOf = (messages: readonly FromServer[]) => messages.filter(({ type }) => type === "tick");

// Side by side: most of it is waiting.
describe("pages of real runs", { concurrency: 3 }, () => {
  before(buildPage);

  test("runs are started, watched, changed and stopped from the page; every file names its run; no secret is anywhere", async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "t.ts"), source);
    const [page, running] = await openPage(t, folder, ["-H", await startApi(t)]);

    await t.test("a second one on the same port ends with one clear line and exit code 2", async () => {
      const { port } = new URL(page.url);
      const { exitCode, stderr } = await startPickup(folder, ["load", "t.ts", "--web-port", port]).ended;
      assert.equal(exitCode, 2);
      assert.match(
        stderr,
        new RegExp(`^error: port ${port} of 127.0.0.1 for the page is taken\nhint: .*--web-port.*\n`),
      );
    });

    const refused = await page.post("/api/run/start", { type: "start", options: { users: "many", nonsense: "1" } });
    assert.equal(refused.status, 422);
    assert.deepEqual(
      refused.body.problems.map(({ field }) => field),
      ["users", null],
    );

    const started = await page.post("/api/run/start", { type: "start", options: { users: "3", spawnRate: "100" } });
    assert.deepEqual([started.status, started.body.state], [202, "starting"]);
    const id = started.body.run;
    assert.equal((await page.post("/api/run/start", { type: "start", options: {} })).status, 409);

    const seen = await page.events((messages) => ticksOf(messages).length >= 2);
    assert.equal(seen[0]!.type, "snapshot");
    assert.equal((await page.post("/api/run/edit", { type: "edit", run: id, users: 6, spawnRate: 100 })).status, 200);
    // Away for a while, then back with the number of the last event: what was missed comes, and no snapshot.
    await until("two seconds went by", async () => (await page.view(id)).seconds >= 5, 20_000);
    const missed = await page.events((messages) => ticksOf(messages).length >= 2, seen.at(-1)!.seq);
    assert.ok(missed.every(({ type }) => type !== "snapshot"));
    assert.deepEqual(
      missed.map(({ seq }) => seq),
      missed.map((_, i) => seen.at(-1)!.seq + 1 + i),
    );
    await until("six users run", async () => (await page.view(id)).now.users === 6, 20_000);

    const liveCsv = await page.get(`/api/runs/${id}/files/stats.csv`);
    assert.match(liveCsv.text, /Aggregated/);
    assert.equal(liveCsv.headers.get("content-disposition"), `attachment; filename="${id}_stats.csv"`);
    const metrics = expositionOf((await page.get("/metrics")).text);
    assert.ok(metrics.some(({ name, value }) => name === "pickup_requests_total" && value > 0));

    assert.equal((await page.post("/api/run/stop", { type: "stop", run: id })).status, 202);
    await until("the run has ended", async () => (await page.view(id)).summary !== null, 20_000);
    const view = await page.view(id);
    const summary = JSON.parse(readFileSync(join(folder, "runs", id, "summary.json"), "utf8")) as Summary;
    assert.deepEqual(view.summary, summary);
    assert.deepEqual([view.total.requests, view.total.failures], [summary.total.requests, summary.total.failures]);
    assert.equal(summary.run.users, 6);

    const next = await page.post("/api/run/start", { type: "start", options: { runTime: "1s" } });
    await until("the second run has ended", async () => (await page.view(next.body.run)).summary !== null, 20_000);
    const runs = JSON.parse((await page.get("/api/runs")).text) as { id: string; files: string[] }[];
    assert.deepEqual(
      runs.map((run) => run.id),
      [next.body.run, id],
    );

    let everything = running.stdout() + running.stderr();
    for (const run of runs) {
      for (const file of run.files) {
        const { status, headers, text } = await page.get(`/api/runs/${run.id}/files/${file}`);
        assert.deepEqual(
          [status, headers.get("content-disposition")],
          [200, `attachment; filename="${run.id}_${file}"`],
          file,
        );
        everything += text;
      }
    }
    for (const path of [
      "/",
      "/api/page",
      "/api/poll",
      "/stats/requests",
      "/exceptions",
      "/logs",
      "/metrics",
      "/stats/report",
    ])
      everything += (await page.get(path)).text;
    everything += JSON.stringify([...seen, ...missed]);
    for (const file of readdirSync(join(folder, "runs", id)))
      everything += readFileSync(join(folder, "runs", id, file));
    assert.match(everything, /refused Bearer \*\*\*|refused \*\*\*/);
    for (const secret of [token, password, webToken]) assert.ok(!everything.includes(secret), secret);
    const stats = readFileSync(join(folder, "runs", id, "stats.csv"), "utf8");
    assert.match(stats, /^GET,"'=<script>alert\(""1""\)<\/script>",/m);

    symlinkSync("/etc", join(folder, "runs", "2026-01-01T00-00-00-0000"));
    for (const path of [
      "..%2f..%2ft.ts/files/run.json",
      "%2e%2e/files/t.ts",
      `${id}/files/..%2f..%2f..%2ft.ts`,
      `${id}/files/secret.txt`,
      "2026-01-01T00-00-00-0000/files/run.json",
      "2026-01-01T00-00-00-0000/view",
      "latest/view",
    ])
      assert.equal((await page.get(`/api/runs/${path}`)).status, 404, path);

    running.process.kill("SIGINT");
    const { exitCode } = await running.ended;
    assert.equal(exitCode, 0);
    assert.ok(readFileSync(join(folder, "runs", next.body.run, "summary.json"), "utf8").length > 0);
  });

  test("with --autostart the run begins at once, and Ctrl+C in the middle keeps its results and says so by 130", async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "t.ts"), source);
    const [page, running] = await openPage(t, folder, ["-H", await startApi(t), "--autostart", "-u", "2", "-r", "9"]);
    await page.events((messages) => ticksOf(messages).length >= 1);
    running.process.kill("SIGINT");
    const { exitCode } = await running.ended;
    assert.equal(exitCode, 3); // failed requests come before the interruption
    const [id] = readdirSync(join(folder, "runs"));
    assert.ok(
      (JSON.parse(readFileSync(join(folder, "runs", id!, "summary.json"), "utf8")) as Summary).total.requests > 0,
    );
  });

  test("with --autoquit it ends by itself with the verdict's exit code", async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "t.ts"), source);
    const options = [
      "-H",
      await startApi(t),
      "--autostart",
      "--autoquit",
      "0s",
      "-t",
      "1s",
      "--threshold",
      "failures<100%",
    ];
    const [, running] = await openPage(t, folder, options);
    assert.equal((await running.ended).exitCode, 0);
  });
});
