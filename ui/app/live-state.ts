import { applyMessage } from "../state/apply-message.ts";
import { applySeeding } from "../state/apply-seeding.ts";
import { browserWorld } from "../state/browser-world.ts";
import { askPage } from "../state/api.ts";
import { Connection, type Hearing } from "../state/connection.ts";
import type { FromServer, PageView, RunView, SeedingView } from "../state/protocol.ts";
import { Store } from "../state/store.ts";

/** A page that nobody looks at for so long lets its stream go: a browser has six of them for all of its tabs. */
const hiddenForMs = 30_000;

/** What the page knows of its server and of what it shows: the current run, or a seeding. */
export class LiveState {
  readonly page = new Store<PageView | null>(null);
  /** Null: no run was started yet, or nothing was heard yet. */
  readonly view = new Store<RunView | null>(null);
  /** Null: the server is not that of a seeding, or it has not begun yet. */
  readonly seeding = new Store<SeedingView | null>(null);
  readonly hearing = new Store<Hearing>({ mode: "connecting", sinceMs: Date.now() });
  /** True once the server has told what there is. */
  readonly isTold = new Store(false);
  readonly #connection = new Connection(browserWorld, {
    message: (message) => this.#take(message),
    hearing: (hearing) => {
      this.hearing.value = hearing;
    },
  });

  start(): void {
    this.#connection.open();
    void this.refreshPage();
    let hiding: ReturnType<typeof setTimeout> | undefined;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(hiding);
      if (document.hidden) hiding = setTimeout(() => this.#connection.close(), hiddenForMs);
      else this.#connection.open();
    });
  }

  /** Asks anew what the form shows: after a run its values are those of the last start. */
  async refreshPage(): Promise<void> {
    this.page.value = await askPage().catch(() => this.page.value);
  }

  #take(message: FromServer): void {
    if (message.type === "seeding" || message.type === "seeding-second") {
      this.seeding.value = applySeeding(this.seeding.value, message);
      return;
    }
    this.view.value = applyMessage(this.view.value, message);
    if (message.type === "snapshot") this.isTold.value = true;
  }
}
