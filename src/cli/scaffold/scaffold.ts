import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { generateConfig, writeConfig } from "../../dataset/index.ts";
import { type Clock, KitError } from "../../ground/index.ts";
import { type Kind, type KindName, kinds, testFile } from "./kinds.ts";
import { dependencyOn, type KitPackage } from "./kit-package.ts";

export interface ScaffoldRequest {
  /** Absolute; made if it is not there. */
  readonly folder: string;
  readonly kind: KindName;
  /** Of the config, where the kind has one. */
  readonly users: number;
  readonly kit: KitPackage;
  readonly clock: Clock;
}

export interface Scaffold {
  /** Paths within the folder. */
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

export const manifestFile = "package.json";
const secretFile = "secret.txt";
const configFile = "config.json";

/**
 * Writes the files of a new load test. A package.json that names the kit already is kept; any other file that is there
 * stops it before anything is written (`PICKUP_FILES_EXIST`, exit code 2).
 */
export async function scaffold(request: ScaffoldRequest): Promise<Scaffold> {
  const { folder, kit, clock, users } = request;
  const kind: Kind = kinds[request.kind];
  const kept = namesKit(folder, kit.name) ? [manifestFile] : [];
  const texts = textsOf(kind, request).filter(([path]) => !kept.includes(path));
  const written = [...texts.map(([path]) => path), ...(kind.hasConfig ? [configFile] : [])];
  requireAbsent(folder, written);
  for (const [path, text] of texts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx", mode: path === secretFile ? 0o600 : 0o666 });
  }
  if (kind.hasConfig) {
    const config = generateConfig({ users, seed: randomBytes(8).toString("hex") }, clock);
    await writeConfig(join(folder, configFile), config, false);
  }
  return { written, kept };
}

function namesKit(folder: string, kit: string): boolean {
  const path = join(folder, manifestFile);
  if (!existsSync(path)) return false;
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(path, "utf8")) as {
      readonly [field: string]: object | undefined;
    };
    return Object.hasOwn({ ...dependencies, ...devDependencies }, kit);
  } catch {
    return false; // then it is in the way, whatever it is
  }
}

function requireAbsent(folder: string, paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(join(folder, path)));
  if (there.length === 0) return;
  throw new KitError("PICKUP_FILES_EXIST", `nothing was written, because ${there.join(", ")} would be overwritten`, {
    hint: `Name a new folder, \`pickup init my-load-test\`, or move ${there.length === 1 ? "it" : "them"} away.`,
  });
}

function textsOf(kind: Kind, { folder, kit }: ScaffoldRequest): [path: string, text: string][] {
  const copied = Object.entries(kind.copies).map(([path, from]): [string, string] => [
    path,
    readFileSync(join(kit.folder, from), "utf8").replaceAll(kind.nameInSource, testFile),
  ]);
  const secret: [string, string][] = kind.hasSecret ? [[secretFile, randomBytes(32).toString("base64url")]] : [];
  return [...copied, ...secret, [manifestFile, manifestOf(kind, folder, kit)]];
}

function manifestOf({ flags, api }: Kind, folder: string, kit: KitPackage): string {
  const manifest = {
    name: packageNameOf(basename(folder)),
    private: true,
    type: "module",
    scripts: {
      ...(api === undefined ? {} : { [api.script]: api.command }),
      try: `pickup try ${testFile}${flags}`,
      load: `pickup load ${testFile}${flags}`,
      types: "tsc",
    },
    devDependencies: { [kit.name]: dependencyOn(kit, folder), typescript: kit.typescript },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** What npm takes for a name: lower case, and nothing that means something in an address. */
function packageNameOf(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "load-test" : name;
}
