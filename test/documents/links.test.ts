import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { anchorsOf, linkTargetsOf } from "./markdown.ts";
import { documents, textOf } from "./pages.ts";

function problemOf(document: string, target: string): string | null {
  if (/^[a-z]+:/i.test(target)) return problemOfAddress(target);
  const [path = "", anchor] = target.split("#", 2);
  const file = path === "" ? document : posix.join(posix.dirname(document), decodeURIComponent(path));
  if (!existsSync(file)) return "no such file";
  if (anchor === undefined) return null;
  if (statSync(file).isDirectory() || !file.endsWith(".md")) return "an anchor of what is no page";
  return anchorsOf(textOf(file)).has(anchor) ? null : "no such heading";
}

/** Addresses are judged by their form: tests use no network. */
function problemOfAddress(target: string): string | null {
  const address = URL.parse(target);
  if (address?.protocol === "mailto:") return null;
  if (address?.protocol === "http:" && address.hostname === "127.0.0.1") return null;
  return address?.protocol === "https:" && address.hostname.includes(".") ? null : "no https address";
}

test("every link of the documents leads to a file, a heading, or an address of the right form", () => {
  const broken = documents.flatMap((document) =>
    linkTargetsOf(textOf(document)).flatMap((target) => {
      const problem = problemOf(document, target);
      return problem === null ? [] : [`${document} -> ${target}: ${problem}`];
    }),
  );
  assert.deepEqual(broken, []);
});

test("a link to no file, no heading or no address is found", () => {
  for (const target of [
    "nowhere.md",
    "#no-such-heading",
    "docs/words.md#none",
    "http://example.test",
    "https://nowhere",
  ]) {
    assert.notEqual(problemOf("README.md", target), null, target);
  }
  assert.equal(problemOf("docs/page.md", "server.md#who-may-come-in"), null);
});

test("every page of docs/ is in its table of contents", () => {
  const listed = linkTargetsOf(textOf("docs/README.md")).map((target) => posix.join("docs", target));
  const pages = documents.filter((document) => /^docs\/[^/]+\.md$/.test(document) && document !== "docs/README.md");
  assert.deepEqual(
    pages.filter((page) => !listed.includes(page)),
    [],
  );
});
