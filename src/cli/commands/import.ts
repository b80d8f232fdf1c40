import { readFile, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { exitCodes, KitError, systemCodeOf } from "../../ground/index.ts";
import { type Imported, importOptions, importText } from "../../importing/index.ts";
import { passOptions } from "../../loadtest/index.ts";
import { defineCommand } from "../command.ts";
import { say, type World } from "../world.ts";

export const command = defineCommand({
  name: "import",
  arguments: [{ name: "file", help: "a recording (.har) or a locustfile (.py)", isFile: true }],
  options: { ...importOptions, host: passOptions.host },
  examples: [
    "pickup import recording.har --out shop.ts",
    "pickup import recording.har --origin https://api.example.com  # another origin than the busiest",
    "pickup import locustfile.py                                   # writes locustfile.ts",
  ],
  async run({ world, args: [file = ""], resolve: resolveOptions }) {
    const { host, origin, assets, out = withoutEnding(file) } = resolveOptions().values;
    const text = await textOf(resolve(world.folder, file), file);
    const imported = importText(text, basename(file), { host, origins: origin, keepsAssets: assets });
    await writeNew(resolve(world.folder, out), out, imported.typeScript);
    tell(world, out, imported);
    return exitCodes.passed;
  },
});

function withoutEnding(file: string): string {
  return `${basename(file).replace(/\.[^.]*$/, "")}.ts`;
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new KitError("PICKUP_IMPORT_UNREADABLE", `${file} cannot be read: ${systemCodeOf(error) ?? String(error)}`, {
      hint: "Name a recording (.har) or a locustfile (.py).",
      cause: error,
    });
  }
}

async function writeNew(path: string, out: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    const code = systemCodeOf(error);
    const problem = code === "EEXIST" ? "exists already" : `cannot be written: ${code ?? String(error)}`;
    throw new KitError("PICKUP_IMPORT_NOT_WRITTEN", `${out} ${problem}`, {
      hint: "Name another file with --out FILE.",
      cause: error,
    });
  }
}

function tell(world: World, out: string, { scenario, remarks, hints }: Imported): void {
  say(world, `wrote ${out}: a load test made from ${scenario.source}`);
  for (const hint of hints) say(world, hint);
  for (const { message, original } of remarks) say(world, [message, ...original.slice(0, 1)].join(": "));
  say(world, `next: \`pickup load ${out} --headless -u 1 -t 10s${hostFlags(scenario.host)}\``);
}

/** What the next command needs to know of the address. */
function hostFlags(host: string | null): string {
  if (host === null) return " -H URL";
  const { hostname } = new URL(host);
  return /^(localhost|127\.|\[::1\])/.test(hostname) ? "" : ` --allow-host ${hostname}`;
}
