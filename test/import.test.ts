import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, runPickup } from "./support/kit.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A folder with sources and the test files that are made of them. */
async function imported(t: TestContext, ...sources: readonly string[]): Promise<string> {
  const folder = emptyFolder(t);
  for (const source of sources) {
    copyFileSync(join(root, "test", "imports", source), join(folder, source));
    const { exitCode, stderr } = await runPickup(folder, ["import", source]);
    assert.equal(exitCode, 0, stderr);
  }
  return folder;
}

interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

function isTo(line: string) {
  return (request: Asked) => request.line === line;
}

test("what is imported has types that hold, and the form that the formatter gives it", async (t) => {
  const folder = await imported(t, "locustfile.py", "varied.py", "recording.har");
  const compilerOptions = {
    rootDir: "/",
    verbatimModuleSyntax: false,
    typeRoots: [join(root, "node_modules", "@types")],
  };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(root, "node_modules", ".bin", program), args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  assert.equal(run("tsc"), "");
  assert.match(run("oxfmt", "-c", join(root, ".oxfmtrc.json"), "--check", "*.ts"), /correct/);
});

test("a locustfile that was imported sends the same requests, as often", async (t) => {
  const asked: Asked[] = [];
  const shop = createServer((request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => asked.push({ line: `${method} ${url}`, headers, body }));
    response.statusCode = url === "/orders" ? 201 : 200;
    response.setHeader("set-cookie", "visit=1; Path=/").end(JSON.stringify({ token: "t-1" }));
  });
  await using server = await listening(shop);
  const folder = await imported(t, "locustfile.py");
  const load = ["load", "--headless", "locustfile.ts", "-u", "8", "-r", "100", "-t", "3s", "-H", server.endpoint];
  const { exitCode, stdout } = await runPickup(folder, load);
  // On a busy machine the generator may be late, which is no matter here.
  assert.ok([0, 98].includes(exitCode), stdout);

  const count = (line: string) => asked.filter(isTo(line)).length;
  const of = (line: string) => asked.find(isTo(line))!;
  assert.deepEqual(
    [...new Set(asked.map(({ line }) => line))].toSorted(),
    [
      "GET /products/p1",
      "GET /products/p2",
      "GET /products?category=books",
      "GET /products?category=films",
      "POST /login",
      "POST /orders",
      "PUT /basket",
    ],
    stdout,
  );
  // Three visitors for each buyer, and each logs in once.
  assert.equal(count("POST /login"), 6);
  assert.deepEqual(JSON.parse(of("POST /login").body), { name: "anna" });
  const browsed = count("GET /products?category=books") + count("GET /products?category=films");
  const looked = count("GET /products/p1") + count("GET /products/p2");
  assert.ok(browsed > 2.5 * looked && browsed < 6.5 * looked, `${browsed} to ${looked}`);
  assert.equal(of("GET /products/p1").headers["x-token"], "t-1");
  assert.equal(of("GET /products/p1").headers.cookie, "visit=1");
  assert.ok(Math.abs(count("PUT /basket") - count("POST /orders")) <= 2);
  assert.deepEqual(JSON.parse(of("PUT /basket").body), { product: "p1", count: 2 });
  assert.equal(of("PUT /basket").headers["x-shop"], "1");
  assert.equal(of("POST /orders").body, "product=p1&note=a+b");
  assert.equal(of("POST /orders").headers["content-type"], "application/x-www-form-urlencoded");
});

test("what exists is never written over, and what was left out is told", async (t) => {
  const folder = await imported(t, "recording.har");
  const before = readFileSync(join(folder, "recording.ts"), "utf8");
  const again = await runPickup(folder, ["import", "recording.har"]);
  assert.equal(again.exitCode, 2);
  assert.equal(readFileSync(join(folder, "recording.ts"), "utf8"), before);
  const other = await runPickup(folder, ["import", "recording.har", "--out", "shop.ts", "-H", "http://127.0.0.1:3000"]);
  assert.equal(other.exitCode, 0);
  assert.match(other.stdout, /^wrote shop\.ts: .*\nleft out: 1 static asset/);
  assert.match(other.stdout, /^secrets not copied, but read from the environment: PASSWORD/m);
  assert.match(other.stdout, /next: `pickup load shop\.ts --headless -u 1 -t 10s`\n$/);
  assert.match(readFileSync(join(folder, "shop.ts"), "utf8"), /host: "http:\/\/127\.0\.0\.1:3000"/);
});
