import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Clock, systemCodeOf, type Timer } from "../../ground/index.ts";
import { type ApiSettings, apiSettingsIn, defaultApiSettings, describeApiSettings } from "./api-settings.ts";

const readEveryMs = 500;

/** What a look at the file found; neither: there is none. */
interface Look {
  readonly text?: string;
  readonly problem?: string;
}

/** The settings in a file that is read again twice a second; the defaults while there is none. */
export class LiveSettings {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  #current = defaultApiSettings;
  #seen = JSON.stringify({});
  #timer: Timer | undefined;
  #isClosed = false;

  /** `log` is told of every change, and once of a file that cannot be used. */
  constructor(path: string, clock: Clock, log: (line: string) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#log = log;
  }

  get current(): ApiSettings {
    return this.#current;
  }

  /** Reads the file, and goes on doing so until `close`. */
  async watch(): Promise<void> {
    await this.reload();
    if (!this.#isClosed) this.#timer = this.#clock.after(readEveryMs, () => void this.watch());
  }

  /** Reads the file now; when it cannot be used, the settings stay as they were. */
  async reload(): Promise<void> {
    const look = await lookAt(this.#path);
    const seen = JSON.stringify(look);
    if (seen === this.#seen) return;
    this.#seen = seen;
    const file = basename(this.#path);
    const settings = settingsIn(look);
    if (typeof settings === "string") {
      this.#log(`${file} ${settings}; ${describeApiSettings(this.#current)} stay`);
    } else {
      this.#current = settings;
      this.#log(`${describeApiSettings(settings)} (${look.text === undefined ? `${file} is gone` : file})`);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }
}

async function lookAt(path: string): Promise<Look> {
  try {
    return { text: await readFile(path, "utf8") };
  } catch (error) {
    const code = systemCodeOf(error) ?? String(error);
    return code === "ENOENT" ? {} : { problem: `cannot be read (${code})` };
  }
}

function settingsIn({ text, problem }: Look): ApiSettings | string {
  if (problem !== undefined) return problem;
  return text === undefined ? defaultApiSettings : apiSettingsIn(text);
}
