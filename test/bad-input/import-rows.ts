import { type Row, row } from "./row.ts";

const otherFile = /^Name another file with --out FILE\.$/;
const user = "from locust import *\nclass A(HttpUser):\n    @task\n    def b(self):\n        self.client.get('/')\n";

/** What cannot become a load test, and where it cannot be written. */
export const importRows: readonly Row[] = [
  row("import absent.har", 2, /^absent\.har cannot be read: ENOENT$/, /^Name a recording/),
  row("import test.jmx", 2, /^test\.jmx is neither a recording/, /usual ending/, { files: { "test.jmx": "<xml/>" } }),
  row("import one.har", 2, /^one\.har is no JSON: /, /^Record anew/, { files: { "one.har": "{" } }),
  row("import one.har", 2, /no recording in the HAR format:\n {2}log\.entries: /, /^Record anew/, {
    name: "pickup import of a recording without entries",
    files: { "one.har": { log: {} } },
  }),
  row("import one.har", 2, /^one\.har has no request to repeat$/, /--origin URL/, {
    name: "pickup import of an empty recording",
    files: { "one.har": { log: { entries: [] } } },
  }),
  row("import a.py", 2, /^a\.py:2:1: no Python/, /^`python3 -m py_compile a\.py`/, { files: { "a.py": "a = (\n" } }),
  row("import a.py", 2, /^a\.py has no user class/, /HttpUser/, {
    name: "pickup import of a Python file without users",
    files: { "a.py": "a = 1\n" },
  }),
  row("import a.py", 2, /^a\.ts exists already$/, otherFile, {
    name: "pickup import where the file is there already",
    files: { "a.py": user, "a.ts": "mine" },
  }),
  row("import a.py --out nowhere/a.ts", 2, /^nowhere\/a\.ts cannot be written: ENOENT$/, otherFile, {
    files: { "a.py": user },
  }),
];
