import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What the running kit says of itself. */
export interface KitPackage {
  /** Its folder, absolute. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** The TypeScript that it is checked with. */
  readonly typescript: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly devDependencies: { readonly typescript: string };
}

/** The kit that runs: a checkout, or a package that npm has installed. */
export function runningKit(): KitPackage {
  const folder = fileURLToPath(new URL("../../../", import.meta.url)).replace(/[/\\]$/, "");
  const { name, version, devDependencies } = JSON.parse(
    readFileSync(resolve(folder, "package.json"), "utf8"),
  ) as Manifest;
  return { folder, name, version, typescript: devDependencies.typescript };
}

/**
 * How a package in `folder` asks npm for the same kit: by its version, or by the tarball that it was installed from, as
 * npm remembers it beside installed packages.
 */
export function dependencyOn({ folder: kitFolder, name, version }: KitPackage, folder: string): string {
  const modules = dirname(kitFolder);
  const memory = resolve(modules, ".package-lock.json");
  if (basename(modules) !== "node_modules" || !existsSync(memory)) return version;
  const { packages } = JSON.parse(readFileSync(memory, "utf8")) as {
    readonly packages?: { readonly [path: string]: { readonly resolved?: string } };
  };
  const { resolved = "" } = packages?.[`node_modules/${name}`] ?? {};
  if (!resolved.startsWith("file:") || !resolved.endsWith(".tgz")) return version;
  const tarball = resolve(dirname(modules), resolved.slice("file:".length));
  return existsSync(tarball) ? `file:${relative(folder, tarball).split(sep).join("/")}` : version;
}

/** True when the kit is installed where packages in `folder` find it, so that `npx pickup` is this one. */
export function isInstalledFor({ folder: kitFolder }: KitPackage, folder: string): boolean {
  const modules = dirname(kitFolder);
  return basename(modules) === "node_modules" && `${folder}${sep}`.startsWith(`${dirname(modules)}${sep}`);
}
