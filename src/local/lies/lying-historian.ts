import { type HistoryEntry, historyOf } from "../pickup-api/history.ts";
import type { Historian, HistoryQuestion, RawAnswer } from "../pickup-api/historian.ts";
import type { StoredMarker } from "../pickup-api/marker-store.ts";
import { type LieDraw, LieDraws } from "./lie-draws.ts";
import type { Lies } from "./lie-file.ts";
import { liesIn, type LieName } from "./lie-kinds.ts";
import type { LieLog } from "./lie-log.ts";
import { type ListLie, listLies } from "./list-lies.ts";
import { type Flight, Meetings } from "./meetings.ts";
import type { Recollection } from "./recollection.ts";
import { type TextLie, textLies } from "./text-lies.ts";

/** Tells users lies about their history, as often as it is told to, and notes each that differs from the truth. */
export class LyingHistorian implements Historian {
  readonly #draws: LieDraws;
  readonly #log: LieLog;
  readonly #recollection: Recollection;
  readonly #meetings = new Meetings();

  constructor(lies: Lies, log: LieLog, recollection: Recollection) {
    this.#draws = new LieDraws(lies, liesIn("list", "text", "meeting"));
    this.#log = log;
    this.#recollection = recollection;
  }

  async tell(question: HistoryQuestion): Promise<readonly HistoryEntry[] | RawAnswer> {
    const draw = this.#draws.next();
    const flight = this.#meetings.begin(question.userId);
    if (draw.kind === "mixUpUsers") this.#meetings.pair(flight);
    const { markers, honest } = await this.#truth(question, flight);
    const { userId } = question;
    const others = this.#recollection.othersThan(userId);
    this.#recollection.answered(userId, honest);
    const met = await this.#meetings.end(flight, honest);
    if (flight.partner !== null) return this.#noted("mixUpUsers", userId, met, honest);
    if (draw.kind === null || draw.kind === "mixUpUsers") return honest;
    if (draw.kind in textLies) return this.#inText(draw.kind as TextLie, userId, honest);
    const list = this.#inList(draw as LieDraw & { kind: ListLie }, question, { markers, honest, others });
    return this.#noted(draw.kind, userId, list, honest);
  }

  async #truth(question: HistoryQuestion, flight: Flight) {
    try {
      const markers = await question.markers();
      return { markers, honest: historyOf(markers, question.settings, question.nowMs) };
    } catch (error) {
      this.#meetings.fail(flight, error);
      throw error;
    }
  }

  #inText(kind: TextLie, userId: string, honest: readonly HistoryEntry[]): readonly HistoryEntry[] | RawAnswer {
    const told = textLies[kind](honest);
    if (told === null) return honest;
    this.#log.note(kind, userId);
    return { status: 200, contentType: "application/json; charset=utf-8", surplusBytes: 0, ...told };
  }

  #inList(
    { kind, stream }: LieDraw & { kind: ListLie },
    { userId, profileKey, settings, nowMs }: HistoryQuestion,
    known: {
      readonly markers: readonly StoredMarker[];
      readonly honest: readonly HistoryEntry[];
      readonly others: readonly HistoryEntry[];
    },
  ): readonly HistoryEntry[] {
    const beforeLastWrite = this.#beforeLastWrite(profileKey, known.markers);
    const first = this.#recollection.firstOf(userId) ?? known.honest;
    return listLies[kind]({ ...known, settings, nowMs, beforeLastWrite, first, stream });
  }

  #beforeLastWrite(profileKey: string, markers: readonly StoredMarker[]): readonly StoredMarker[] | null {
    const write = this.#recollection.lastWriteOf(profileKey);
    if (write === undefined) return null;
    const rest = markers.filter(({ parent }) => parent !== write.parent);
    return write.before === null ? rest : [...rest, write.before];
  }

  /** Only what differs is a lie. */
  #noted(
    kind: LieName,
    userId: string,
    told: readonly HistoryEntry[],
    honest: readonly HistoryEntry[],
  ): readonly HistoryEntry[] {
    if (told !== honest && JSON.stringify(told) !== JSON.stringify(honest)) this.#log.note(kind, userId);
    return told;
  }
}
