import assert from "node:assert/strict";
import { test } from "node:test";
import { importText } from "../import-text.ts";

const choices = { origins: [], keepsAssets: false };

/** A file with one user whose only task has these lines. */
function taskOf(...lines: string[]): string {
  const body = lines.map((line) => `        ${line}\n`).join("");
  return `from locust import *\nimport random, time\nclass Visitor(HttpUser):\n    @task\n    def look(self):\n${body}`;
}

/** What becomes of the lines of a task, without indents; one line for each statement. */
function translated(...lines: string[]): string[] {
  const { typeScript } = importText(taskOf(...lines), "locustfile.py", choices);
  const [, body = ""] = /look\((?:user)?\) \{\n([^]*?)\n {8}\},/.exec(typeScript) ?? [];
  return body.split("\n").map((line) => line.trim());
}

function remarksOf(text: string): string[] {
  return importText(text, "locustfile.py", choices).remarks.map(({ message, original }) =>
    [message, ...original.slice(0, 1)].join(": "),
  );
}

test("a request is carried over with its path, query, headers, body, name and timeout", () => {
  assert.deepEqual(translated('self.client.get("/items")'), ['await user.http.get("/items");']);
  assert.deepEqual(
    translated('self.client.get("/find all", params={"q": "a b", "n": 1}, headers={"X-A": "1"}, name="find")'),
    ['await user.http.get("/find%20all?q=a+b&n=1", { name: "find", headers: { "X-A": "1" } });'],
  );
  assert.deepEqual(translated('self.client.post("/a", json={"b": [True, None, -1.5]}, timeout=2)'), [
    'await user.http.post("/a", { json: { b: [true, null, -1.5] }, timeout: 2 });',
  ]);
  assert.deepEqual(translated('self.client.request("PATCH", "/a", data="raw")'), [
    'await user.http.patch("/a", { body: "raw" });',
  ]);
  assert.deepEqual(translated('self.client.put("/a", {"x": 1, "y": "ü"})'), [
    'await user.http.put("/a", {',
    'headers: { "content-type": "application/x-www-form-urlencoded" },',
    'body: "x=1&y=%C3%BC",',
    "});",
  ]);
});

test("a path with values in it is counted under one name", () => {
  assert.deepEqual(translated('self.client.get(f"/items/{random.randint(1, 100)}")'), [
    'await user.http.get(`/items/${1 + user.random.integer(100)}`, { name: "/items/:id" });',
  ]);
  assert.deepEqual(translated("for page in range(3):", '    self.client.get("/list/%d" % page)'), [
    "for (const page of Array(3).keys()) {",
    'await user.http.get(`/list/${page}`, { name: "/list/:page" });',
    "}",
  ]);
  assert.deepEqual(
    translated('with self.client.rename_request("/x"):', '    self.client.get("/x/" + str(random.choice([1, 2])))'),
    ['await user.http.get(`/x/${encodeURI(String([1, 2][user.random.integer([1, 2].length)]!))}`, { name: "/x" });'],
  );
});

test("what a script says of an answer is carried over", () => {
  const lines = translated(
    'with self.client.get("/a", catch_response=True) as response:',
    "    if response.status_code in (200, 201) and 'x' in response.text:",
    "        response.success()",
    "    elif response.elapsed.total_seconds() > 0.5:",
    '        response.failure("slow")',
    "    try:",
    '        if response.json()["greeting"] != "hello":',
    '            response.failure(f"got {response.text}")',
    "    except ValueError:",
    '        response.failure("no JSON")',
  );
  assert.deepEqual(lines, [
    'const response = await user.http.get("/a");',
    'if ([200, 201].includes(response.status) && response.text().includes("x")) {',
    "response.ok();",
    "} else if ((response.endMs - response.sentMs) / 1000 > 0.5) {",
    'response.fail("slow");',
    "}",
    "try {",
    'if ((response.json() as any).greeting !== "hello") {',
    "response.fail(`got ${response.text()}`);",
    "}",
    "} catch {",
    'response.fail("no JSON");',
    "}",
  ]);
});

test("a variable that changes is one of the whole function, any other a constant", () => {
  assert.deepEqual(translated("page = 1", "size = 20", "page += size", 'self.client.get(f"/p/{page}")'), [
    "let page: any;",
    "page = 1;",
    "const size = 20;",
    "page += size;",
    'await user.http.get(`/p/${encodeURI(page)}`, { name: "/p/:page" });',
  ]);
});

test("what is not carried over stays in its place as a comment, and is listed with its line", () => {
  const lines = [
    "data = load()",
    'self.client.post("/a", json=data)',
    'self.client.get("/b")',
    "while True:",
    "    pass",
  ];
  assert.deepEqual(translated(...lines), [
    "// not carried over, because of load() (locustfile.py:6): data = load()",
    '// not carried over, because of data (locustfile.py:7): self.client.post("/a", json=data)',
    'await user.http.get("/b");',
    "// not carried over (locustfile.py:9): while True:",
    "//     pass",
  ]);
  assert.deepEqual(remarksOf(taskOf(...lines)), [
    "not carried over, because of load() (locustfile.py:6): data = load()",
    'not carried over, because of data (locustfile.py:7): self.client.post("/a", json=data)',
    "not carried over (locustfile.py:9): while True:",
  ]);
});

test("a name whose value is not known is never used", () => {
  assert.deepEqual(translated("a = 1", "if a > 0:", "    a = load()", 'self.client.get(f"/{a}")').slice(2), [
    "if (a > 0) {",
    "// not carried over, because of load() (locustfile.py:8): a = load()",
    "}",
    '// not carried over, because of a (locustfile.py:9): self.client.get(f"/{a}")',
  ]);
});

test("a comment on what is left out names the part that is the reason", () => {
  const lines = [
    'self.client.get("/a", headers=common)',
    'self.client.post("/b", json={"title": "x"}, files=f)',
    'self.client.get("/c", auth=self.auth)',
    "data = [load(1), load(2)]",
  ];
  assert.deepEqual(translated(...lines), [
    '// not carried over, because of common (locustfile.py:6): self.client.get("/a", headers=common)',
    '// not carried over, because of files=f (locustfile.py:7): self.client.post("/b", json={"title": "x"}, files=f)',
    '// not carried over, because of auth=self.auth (locustfile.py:8): self.client.get("/c", auth=self.auth)',
    "// not carried over, because of load(1) (locustfile.py:9): data = [load(1), load(2)]",
  ]);
});

test("a comment on what is left out shows no secret, wherever Python names one", () => {
  const shown: readonly (readonly [line: string, shown: string])[] = [
    ['x = f(json={"password": "pw-1", "page": "home"})', 'x = f(json={"password": "***", "page": "home"})'],
    ['x = f(auth=("me", "pw-1"))', 'x = f(auth=("***", "***"))'],
    ['x = f(auth=HTTPBasicAuth(user(), "pw-1"))', 'x = f(auth=HTTPBasicAuth(user(), "***"))'],
    ["x = f(cookies={'sid': 'pw-1'})", "x = f(cookies={'***': '***'})"],
    ['self.client.headers["X-Api-Key"] = f("pw-1")', 'self.client.headers["X-Api-Key"] = f("***")'],
    ["self.client.headers['Authorization'] = f'Token pw-1 {f()}'", "self.client.headers['Authorization'] = f'***'"],
    ['password: str = f() or u"pw-1"', 'password: str = f() or u"***"'],
    ['secret = f(rb"""pw-1""")', 'secret = f(rb"""***""")'],
    ['x = f(os.environ.get("API_KEY", "pw-1"))', 'x = f(os.environ.get("API_KEY", "***"))'],
    ['x = f(password == "pw-1")', 'x = f(password == "***")'],
    ['x = f("Bearer pw-123", "eyJhbGciOi.pw-1", token=f(x))', 'x = f("Bearer ***", "***", token=f(x))'],
    ['x = f("/login?token=pw-1&page=2")  # Bearer pw-1234', 'x = f("/login?token=***&page=2")'],
    ['x = f(author="me", title="pw")', 'x = f(author="me", title="pw")'],
  ];
  for (const [line, expected] of shown) {
    const [comment = ""] = translated(line);
    assert.match(comment, /^\/\/ not carried over/, line);
    assert.ok(comment.endsWith(`(locustfile.py:6): ${expected}`), comment);
    assert.doesNotMatch(comment, /pw-1/);
  }
  const several = translated("x = f(", "    auth=(", '        "me",', '        "pw-1",', "    ),", ")").join("\n");
  assert.match(several, /^\/\/ {9}"\*\*\*",$/m);
  assert.doesNotMatch(several, /pw-1/);
});

test("certificates that are not checked in Locust are an option of the start here", () => {
  const line = 'self.client.get("/a", verify=False)';
  assert.deepEqual(translated(line), ['await user.http.get("/a");']);
  assert.deepEqual(remarksOf(taskOf(line)), [
    "certificates are checked: --ca FILE names who vouches for them, --insecure takes any (locustfile.py:6)",
  ]);
});

test("an authorization that stands in the file is not copied", () => {
  const text = taskOf('self.client.get("/a", headers={"Authorization": "Bearer abc.def", "Cookie": "id=secret"})');
  const { typeScript } = importText(text, "locustfile.py", choices);
  assert.doesNotMatch(typeScript, /abc\.def|secret/);
  const named = importText(
    `KEY_URL = "/v1/api_key"\nAPI_KEY = "s3cret"\n${taskOf('self.client.get(KEY_URL, headers={"X-Key": f"k {API_KEY}"})')}`,
    "locustfile.py",
    choices,
  );
  assert.match(named.typeScript, /const apiKey = process\.env\.API_KEY \?\? "";/);
  assert.match(named.typeScript, /get\("\/v1\/api_key"/);
  assert.match(named.hints[0]!, /read from the environment: API_KEY$/);
  assert.match(typeScript, /Authorization: process\.env\.AUTHORIZATION \?\? ""/);
});

test("weights, counts, waits, tags and hosts are those of the classes, also of those above", () => {
  const text = `
from locust import HttpUser, FastHttpUser, between, constant, constant_throughput, tag, task
FAST = 0.5
class Base(HttpUser):
    abstract = True
    host = "https://shop.test/"
    wait_time = between(1, 2)
    @task
    def home(self):
        self.client.get("/")
class Visitor(Base):
    weight = 3
    @tag("a", "b")
    @task(weight=2)
    def look(self):
        self.client.head("/look")
class Clerk(FastHttpUser):
    fixed_count = 2
    wait_time = constant_throughput(FAST)
    @task
    def delete(self):
        self.client.delete("/x")
class Idle(HttpUser):
    wait_time = lambda self: 3
    @task
    def rest(self):
        self.client.get("/rest")
`;
  const { typeScript, remarks, scenario } = importText(text, "locustfile.py", choices);
  assert.equal(scenario.host, "https://shop.test");
  const [visitor, clerk, idle] = scenario.users;
  assert.equal(scenario.users.length, 3);
  assert.deepEqual([visitor!.weight, visitor!.wait], [3, { by: "between", numbers: ["1", "2"] }]);
  assert.deepEqual(
    visitor!.tasks.map(({ name, weight, tags }) => ({ name, weight, tags })),
    [
      { name: "home", weight: 1, tags: [] },
      { name: "look", weight: 2, tags: ["a", "b"] },
    ],
  );
  assert.deepEqual([clerk!.fixedCount, clerk!.wait], [2, { by: "constantThroughput", numbers: ["fast"] }]);
  assert.match(typeScript, /^const fast = 0\.5;$/m);
  assert.deepEqual(idle!.wait, { by: "constant", numbers: ["1"] });
  assert.deepEqual(
    remarks.map(({ line, original }) => [line, ...original]),
    [[24, "wait_time = lambda self: 3"]],
  );
});

test("sets of tasks become groups: the only one of a user is its own, a sequence stays one", () => {
  const text = `
from locust import HttpUser, SequentialTaskSet, TaskSet, task
def index(l):
    l.client.get("/")
class Steps(SequentialTaskSet):
    def on_start(self):
        self.client.get("/begin")
    @task(2)
    def one(self):
        self.client.get("/1")
    @task
    def two(self):
        self.client.get("/2")
        self.interrupt()
class Only(HttpUser):
    @task
    class Inner(TaskSet):
        tasks = [index, index]
class Both(HttpUser):
    tasks = {Steps: 3, index: 2}
`;
  const { scenario, remarks } = importText(text, "locustfile.py", choices);
  const [only, both] = scenario.users;
  assert.deepEqual(
    only!.tasks.map(({ name, weight }) => [name, weight]),
    [["index", 2]],
  );
  const [steps, index] = both!.tasks;
  assert.deepEqual([steps!.weight, index!.weight], [3, 2]);
  assert.ok("order" in steps!.does);
  assert.equal(steps!.does.order, "sequence");
  assert.deepEqual(
    steps!.does.tasks.map(({ name }) => name),
    ["onStart", "one", "one2", "two"],
  );
  assert.deepEqual(remarks, []);
});

test("the token that a user gives its client goes with every request", () => {
  const text = (line: string) => `
from locust import HttpUser, task
class A(HttpUser):
    def on_start(self):
        data = self.client.post("/login").json()
        ${line}
    @task
    def a(self):
        self.client.get("/a")
`;
  for (const line of [
    'self.client.headers.update({"Authorization": f"Bearer {data[\'token\']}"})',
    'self.client.headers["Authorization"] = "Bearer " + data["token"]',
  ]) {
    const { typeScript, remarks } = importText(text(line), "locustfile.py", choices);
    assert.match(typeScript, /selfOf\(user\)\.\$bearer = `\$\{data\.token\}`;/);
    assert.match(typeScript, /bearer: \(user\) => selfOf\(user\)\.\$bearer \?\? "",/);
    assert.deepEqual(remarks, []);
  }
  const { remarks } = importText(text('self.client.headers["X-Key"] = "Bearer x"'), "locustfile.py", choices);
  assert.equal(remarks.length, 1);
});

test("methods that tasks call become functions, also when they call each other", () => {
  const { typeScript } = importText(
    `
from locust import HttpUser, task
class A(HttpUser):
    @task
    def a(self):
        self.again(2)
    def again(self, count):
        self.client.get("/again")
        if count > 0:
            self.again(count - 1)
`,
    "locustfile.py",
    choices,
  );
  assert.match(typeScript, /await again\(user, 2\);/);
  assert.match(typeScript, /async function again\(user: User<any, any>, count: any\): Promise<any> \{/);
  assert.match(typeScript, /await again\(user, count - 1\);/);
});

test("what a user keeps begins with what its class says, and is unknown when no value was carried over", () => {
  const { typeScript, remarks } = importText(
    `
from locust import HttpUser, task
class A(HttpUser):
    count = 0
    name = "a"
    def on_start(self):
        self.token = self.client.post("/login").json()["token"]
        self.key = load()
    @task
    def a(self):
        self.count += 1
        self.client.get(f"/{self.name}", headers={"X-Token": self.token, "X-Count": self.count})
        self.client.get(f"/{self.key}")
`,
    "locustfile.py",
    choices,
  );
  assert.match(typeScript, /selfOf\(user\)\.count = \(selfOf\(user\)\.count \?\? count\) \+ 1;/);
  assert.match(
    typeScript,
    /"X-Token": String\(selfOf\(user\)\.token\), "X-Count": String\(selfOf\(user\)\.count \?\? count\)/,
  );
  assert.match(typeScript, /get\(`\/\$\{name\}`/);
  assert.deepEqual(
    remarks.map(({ line }) => line),
    [8, 13],
  );
});

test("what is no Python, or has no users, is refused with the place", () => {
  const read = (text: string) => () => importText(text, "locustfile.py", choices);
  assert.throws(read("class A(:\n  pass\n"), { code: "PICKUP_LOCUSTFILE_INVALID", message: /^locustfile\.py:1:9: / });
  assert.throws(read("import locust\n"), { code: "PICKUP_LOCUSTFILE_EMPTY", exitCode: 2 });
});
