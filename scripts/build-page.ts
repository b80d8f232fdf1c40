// Builds the browser page (ui/) into dist/page/ when it is not there yet or no longer that of its sources. The stamp is a
// hash of what goes into it: file times mislead after a branch switch.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { trimUplot } from "./trim-uplot.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundled = ["preact", "uplot"] as const;

/** The folder of the built page: `index.html`, `page.js`, `page.css`, `licences.txt`. */
export const pageFolder = join(root, "dist", "page");
const stampFile = join(pageFolder, "stamp");

/** Builds the page unless the one in `dist/page/` is that of the sources as they are. Several may ask at once. */
export async function buildPage(): Promise<void> {
  const wanted = hashOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  const making = `${pageFolder}.${process.pid}`;
  await bundle(making);
  writeFileSync(join(making, "licences.txt"), licences());
  writeFileSync(join(making, "stamp"), wanted);
  rmSync(pageFolder, { recursive: true, force: true });
  try {
    renameSync(making, pageFolder);
  } catch (error) {
    rmSync(making, { recursive: true });
    // Another process was faster with the same page.
    if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== wanted) throw error;
  }
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const sources = globSync("ui/**/*", { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  const versions = [...bundled, "vite"].map((name) => join(root, "node_modules", name, "package.json"));
  const builders = ["scripts/build-page.ts", "scripts/trim-uplot.ts"].map((file) => join(root, file));
  for (const file of [...builders, ...versions, ...sources.toSorted()]) {
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** One script and one style sheet with fixed names, so that a report can hold them inside of one file. */
async function bundle(outDir: string): Promise<void> {
  const { build } = await import("vite");
  mkdirSync(outDir, { recursive: true });
  await build({
    root: join(root, "ui"),
    configFile: false,
    logLevel: "warn",
    base: "./",
    plugins: [trimUplot()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2023",
      modulePreload: false,
      cssCodeSplit: false,
      reportCompressedSize: false,
      rolldownOptions: {
        output: {
          codeSplitting: false,
          entryFileNames: "page.js",
          assetFileNames: "page[extname]",
          postBanner:
            "/*! With Preact, (c) Jason Miller, and uPlot, (c) Leon Sorokin; MIT licence, see licences.txt */",
        },
      },
    },
  });
}

function licences(): string {
  return bundled
    .map((name) => `${name}\n\n${readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8").trim()}\n`)
    .join("\n\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await buildPage();
