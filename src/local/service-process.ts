import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Clock, errorFromRecord, exitCodes, formatDurationMs, KitError, type Timer } from "../ground/index.ts";
import type { ServiceMessage, StartMessage } from "./service-messages.ts";

const restartDelayMs = 3_000;
const longestEndMs = 5_000;
/** Node's own default; with it a service is loaded in half the time. */
const compileCacheFolder = join(tmpdir(), "node-compile-cache");

export interface ServiceDescription {
  /** As it stands in messages: `token service`. */
  readonly name: string;
  /** The module that calls `serveStack`. */
  readonly entry: URL;
  /** What its users should know when it is back after a crash, added to the sentence that says so. */
  readonly afterCrash: string;
  readonly clock: Clock;
  /** Is told what the service logs, and that it crashed or is back, line by line. */
  readonly notice: (line: string) => void;
}

interface Child {
  readonly process: ChildProcess;
  /** How it ended: `SIGKILL`, `exit code 1`. */
  readonly ended: Promise<string>;
  isReady: boolean;
}

/** A service in a process of its own. It keeps its port when it is started again, which it is after a crash. */
export class ServiceProcess<Settings extends { readonly port: number }> {
  readonly #description: ServiceDescription;
  #settings: Settings | undefined;
  #url: string | undefined;
  #child: Child | undefined;
  #isWanted = false;
  #lastLine = "";
  #restart: Timer | undefined;

  constructor(description: ServiceDescription) {
    this.#description = description;
  }

  /** Where it listens, known once it has been started; without a trailing slash. */
  get url(): string {
    if (this.#url === undefined) throw new Error(`the ${this.#description.name} has not been started yet`);
    return this.#url;
  }

  /** Of the running process; null when there is none. */
  get pid(): number | null {
    return this.#child?.process.pid ?? null;
  }

  /** Begins to load the service, before its settings are known. */
  launch(): void {
    this.#child ??= this.#fork();
  }

  /** Starts it: the first time with its settings, later on the port it had. Resolves when it is ready. */
  async start(settings?: Settings): Promise<void> {
    this.#settings ??= settings;
    this.#isWanted = true;
    this.#restart?.cancel();
    this.launch();
    const child = this.#child!;
    if (child.isReady) return;
    this.#url = await this.#urlOf(child);
    child.isReady = true;
    this.#settings = { ...this.#settings!, port: Number(new URL(this.#url).port) };
    void child.ended.then((how) => this.#afterEnd(child, how));
  }

  /** Ends it, by force when it does not end itself. It stays ended until `start`. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#restart?.cancel();
    if (this.#child !== undefined) await this.#end(this.#child);
  }

  async #end(child: Child): Promise<void> {
    if (this.#child === child) this.#child = undefined;
    if (child.process.connected) child.process.disconnect();
    const force = this.#description.clock.after(longestEndMs, () => child.process.kill("SIGKILL"));
    await child.ended;
    force.cancel();
  }

  #fork(): Child {
    const { entry, name, notice } = this.#description;
    const child = fork(entry, {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { NODE_COMPILE_CACHE: compileCacheFolder, ...process.env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const lines = createInterface(child.stderr!).on("line", (line) => {
      if (line.trim() === "") return;
      this.#lastLine = line;
      notice(`${name}: ${line}`);
    });
    const ended = Promise.all([once(child, "exit"), once(lines, "close")]).then(
      ([[exitCode, signal]]) => signal ?? `exit code ${exitCode}`,
    );
    return { process: child, ended, isReady: false };
  }

  async #urlOf(child: Child): Promise<string> {
    const answered = new AbortController();
    const answer = once(child.process, "message", { signal: answered.signal });
    const start: StartMessage = { kind: "start", settings: this.#settings! };
    // A process that is gone already is told by its end, not by the failed message.
    child.process.send(start, () => undefined);
    const first = await Promise.race([answer, child.ended]);
    answered.abort();
    if (typeof first === "string") {
      if (this.#child === child) this.#child = undefined;
      throw this.#endedEarly(first);
    }
    const [message] = first as [ServiceMessage];
    if (message.kind === "ready") return message.url;
    await this.#end(child);
    throw errorFromRecord(message.error);
  }

  #endedEarly(how: string): KitError {
    const { name } = this.#description;
    const reason = this.#lastLine === "" ? how : `${how}: ${this.#lastLine}`;
    return new KitError("PICKUP_SERVICE_FAILED", `the ${name} ended before it was ready, by ${reason}`, {
      hint: "Repeat the command; if it happens again, please report it.",
      exitCode: exitCodes.internal,
    });
  }

  #afterEnd(child: Child, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const { name, notice } = this.#description;
    const delay = formatDurationMs(restartDelayMs);
    notice(`the ${name} (pid ${child.process.pid}) ended by ${how}; it will be started again on its port in ${delay}`);
    this.#restartLater();
  }

  #restartLater(): void {
    this.#restart = this.#description.clock.after(restartDelayMs, () => void this.#startAgain());
  }

  async #startAgain(): Promise<void> {
    const { name, notice, afterCrash } = this.#description;
    try {
      await this.start();
      notice(`the ${name} is back at ${this.url}${afterCrash}`);
    } catch (error) {
      if (!this.#isWanted) return;
      notice(`the ${name} did not come back: ${error instanceof Error ? error.message : String(error)}`);
      this.#restartLater();
    }
  }
}
