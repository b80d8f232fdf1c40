import { formatCount, plural } from "../../ground/index.ts";
import type { RunObserver } from "../../results/index.ts";
import type { RunStatistics, Tick } from "../../stats/index.ts";
import type { Screen } from "./paint.ts";

const lineEverySeconds = 5;

/** What a pass that goes on has behind it. */
export interface VerifiedBefore {
  readonly asked: number;
  readonly wrong: number;
}

/** Shows how far a pass over all users is: one line redrawn on a terminal, else a line now and then. */
export class VerifyObserver implements RunObserver {
  readonly name = "progress";
  readonly #screen: Screen;
  readonly #users: number;
  readonly #before: VerifiedBefore;
  #isDrawn = false;

  /** `users`: how many are asked in all, `before` among them. */
  constructor(screen: Screen, users: number, before: VerifiedBefore) {
    this.#screen = screen;
    this.#users = users;
    this.#before = before;
  }

  tick(_tick: Tick, { total, second }: RunStatistics): void {
    const wrong = this.#before.wrong + total.failures;
    const answers = `${formatCount(this.#before.asked + total.requests)} of ${plural(this.#users, "answer")}`;
    const line = `${answers}, ${wrong === 0 ? "all right so far" : `${formatCount(wrong)} not right`}`;
    if (this.#screen.isTTY) {
      this.#screen.write(`\r\u001B[2K${line}`);
      this.#isDrawn = true;
    } else if ((second + 1) % lineEverySeconds === 0) this.#screen.write(`${line}\n`);
  }

  end(): void {
    if (this.#isDrawn) this.#screen.write("\r\u001B[2K");
  }
}
