import { mergeClues } from "./clues.ts";
import type { Difference } from "./difference.ts";
import { noReasons } from "./difference.ts";
import { type Evidence, evidenceLimits, noEvidence, type WrongUser, wrongUserOf } from "./evidence.ts";

/** Adds up what became of the answers of one worker. Its memory does not grow with their number. */
export class EvidenceCollector {
  /** The users named so far; each is named once in the life of the collector. */
  readonly #wrongNamed = new Set<number>();
  readonly #rightNamed = new Set<number>();
  /** A body that comes again is wrong again, but tells nothing new. */
  readonly #heeded = new WeakSet<Difference>();
  readonly #namesAsked: boolean;
  #right = 0;
  #wrong = 0;
  #reasons = noReasons();
  #wrongUsers: WrongUser[] = [];
  #rightUsers: number[] = [];
  #clues = noEvidence.clues;
  #asked: number[] = [];

  /** `namesAsked`: keeps who was asked, for a pass over the users that may have to go on another time. */
  constructor(namesAsked = false) {
    this.#namesAsked = namesAsked;
  }

  /** One checked answer of a user: what {@link Verifier.check} said of it. */
  add(user: number, difference: Difference | null): void {
    if (this.#namesAsked) this.#asked.push(user);
    if (difference !== null) this.#addWrong(user, difference);
    else {
      this.#right++;
      if (this.#rightNamed.size < evidenceLimits.rightUsers) this.#nameRight(user);
    }
  }

  /** The users whose answers were checked since the last call, where they are kept. */
  takeAsked(): readonly number[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  /** The evidence since the last call. */
  take(): Evidence {
    const evidence = {
      checked: this.#right + this.#wrong,
      right: this.#right,
      wrong: this.#wrong,
      reasons: this.#reasons,
      wrongUsers: this.#wrongUsers,
      rightUsers: this.#rightUsers,
      clues: this.#clues,
    };
    this.#right = 0;
    this.#wrong = 0;
    this.#reasons = noReasons();
    this.#wrongUsers = [];
    this.#rightUsers = [];
    this.#clues = noEvidence.clues;
    return evidence;
  }

  #addWrong(user: number, difference: Difference): void {
    this.#wrong++;
    this.#reasons[difference.reason]++;
    if (this.#heeded.has(difference)) return;
    this.#heeded.add(difference);
    this.#clues = mergeClues(this.#clues, difference.clues);
    if (this.#wrongNamed.size >= evidenceLimits.wrongUsers || this.#wrongNamed.has(user)) return;
    this.#wrongNamed.add(user);
    this.#wrongUsers.push(wrongUserOf(difference));
  }

  #nameRight(user: number): void {
    if (this.#rightNamed.has(user)) return;
    this.#rightNamed.add(user);
    this.#rightUsers.push(user);
  }
}
