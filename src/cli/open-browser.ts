import { spawn } from "node:child_process";

const openers: { readonly [platform: string]: string } = { darwin: "open", win32: "explorer" };

/** Opens an address in the reader's browser; where there is none, nothing happens. */
export function openBrowser(url: string): void {
  spawn(openers[process.platform] ?? "xdg-open", [url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
