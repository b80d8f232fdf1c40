import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Three users, two features, six markers; changed where a row wants something wrong. */
export const config = {
  productCode: "hboMax",
  seed: "bad-input",
  hurleyUserIds: ["PICKUP-LT-one", "PICKUP-LT-two", "PICKUP-LT-three"],
  assets: { features: ["urn:hbo:feature:one", "urn:hbo:feature:two"] },
  updateTimeStart: 1_780_000_000,
  updateTimeEnd: 1_790_000_000,
  recordsPerUser: 2,
};

/** A stack file whose process does not run: its id is beyond what Linux gives. */
export const stackOf = (pid = 2 ** 22 + 1) => ({
  dynamodb: "http://127.0.0.1:1",
  tokens: "http://127.0.0.1:1",
  api: "http://127.0.0.1:1",
  pid,
});

/** The folder in which a row's command line is run, and the addresses it may name. */
export class Scene implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "bad-input-"));
  readonly #places: { readonly [name: string]: string };
  readonly #disks: string[] = [];

  constructor(places: { readonly [name: string]: string }) {
    this.#places = places;
    this.write("config.json", config);
  }

  [Symbol.dispose](): void {
    for (const disk of this.#disks) unmount(disk);
    rmSync(this.folder, { recursive: true });
  }

  /** Writes a file below the folder; null takes it away. */
  write(path: string, content: string | object | null): void {
    const file = join(this.folder, path);
    if (content === null) return rmSync(file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }

  makeFolder(path: string): void {
    mkdirSync(join(this.folder, path), { recursive: true });
  }

  /** Makes a name below the folder stand for a device, such as /dev/full. */
  link(path: string, device: string): void {
    symlinkSync(device, join(this.folder, path));
  }

  /** Makes a disk of so many bytes below the folder, for those who may mount. */
  mountDisk(path: string, bytes: number): void {
    this.makeFolder(path);
    const place = join(this.folder, path);
    mount(place, bytes);
    this.#disks.push(place);
  }

  /** The text with the addresses put in. */
  filled(text: string): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => this.#places[name] ?? whole);
  }

  /** Every file and folder below the folder. */
  tree(): string[] {
    return readdirSync(this.folder, { recursive: true }).map(String).toSorted();
  }
}

/** True where this process may mount; elsewhere /dev/full has to do for all full disks. */
export function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), "may-mount-"));
  try {
    mount(place, 4096);
    unmount(place);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}

function mount(place: string, bytes: number): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", place], { stdio: "pipe" });
}

function unmount(place: string): void {
  execFileSync("umount", [place], { stdio: "pipe" });
}
