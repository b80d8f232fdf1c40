import { formatCount, plural } from "../../ground/index.ts";
import type { RunObserver } from "../../results/index.ts";
import type { RunStatistics, Tick } from "../../stats/index.ts";
import type { Screen } from "./paint.ts";

const lineEverySeconds = 5;

/** Shows how far a pass over all users is: one line redrawn on a terminal, else a line now and then. */
export class VerifyObserver implements RunObserver {
  readonly name = "progress";
  readonly #screen: Screen;
  readonly #users: number;
  #isDrawn = false;

  /** `users`: how many will be asked. */
  constructor(screen: Screen, users: number) {
    this.#screen = screen;
    this.#users = users;
  }

  tick(_tick: Tick, { total, second }: RunStatistics): void {
    const wrong = total.failures === 0 ? "all right so far" : `${formatCount(total.failures)} not right`;
    const line = `${formatCount(total.requests)} of ${plural(this.#users, "answer")}, ${wrong}`;
    if (this.#screen.isTTY) {
      this.#screen.write(`\r\u001B[2K${line}`);
      this.#isDrawn = true;
    } else if ((second + 1) % lineEverySeconds === 0) this.#screen.write(`${line}\n`);
  }

  end(): void {
    if (this.#isDrawn) this.#screen.write("\r\u001B[2K");
  }
}
