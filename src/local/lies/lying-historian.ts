import { type HistoryEntry, historyOf } from "../pickup-api/history.ts";
import {
  type Historian,
  type HistoryQuestion,
  honestHistorian,
  type MarkersQuestion,
  type PlayedMarker,
  type RawAnswer,
} from "../pickup-api/historian.ts";
import type { Caller } from "../pickup-api/bearer.ts";
import type { StoredMarker } from "../pickup-api/marker-store.ts";
import { type Incident, type Incidents, withoutIncident } from "./incidents.ts";
import { type LieDraw, LieDraws } from "./lie-draws.ts";
import type { Lies } from "./lie-file.ts";
import { liesIn, type ListLie, type TextLie } from "./lie-kinds.ts";
import type { LieLog } from "./lie-log.ts";
import { listLies } from "./list-lies.ts";
import { type Flight, Meetings } from "./meetings.ts";
import type { Recollection } from "./recollection.ts";
import { textLies } from "./text-lies.ts";

export interface LyingHistorianParts {
  readonly lies: Lies;
  readonly log: LieLog;
  readonly recollection: Recollection;
  readonly incidents: Incidents;
  /** Callers about whom a lie was told already: those whose tokens should have been refused. */
  readonly liedAbout: WeakSet<Caller>;
}

/** The list that the table makes, and the one that it would make without the lie that stands in it, if one does. */
interface KnownLists {
  /** Without the lie. */
  readonly markers: readonly StoredMarker[];
  readonly honest: readonly HistoryEntry[];
  /** The one that shows; null: none does. */
  readonly incident: Incident | null;
  readonly stored: readonly HistoryEntry[];
}

/** Tells users lies about their history, at most one in an answer, and notes each that differs from the truth. */
export class LyingHistorian implements Historian {
  readonly #parts: LyingHistorianParts;
  readonly #draws: LieDraws;
  readonly #markerDraws: LieDraws;
  readonly #meetings = new Meetings();

  constructor(parts: LyingHistorianParts) {
    this.#parts = parts;
    this.#draws = new LieDraws(parts.lies, liesIn("list", "text", "meeting"));
    this.#markerDraws = new LieDraws(parts.lies, liesIn("markers"));
  }

  async history(question: HistoryQuestion): Promise<readonly HistoryEntry[] | RawAnswer> {
    const { log, recollection, liedAbout } = this.#parts;
    if (liedAbout.has(question.caller)) return honestHistorian.history(question);
    const userId = question.caller.sub;
    const draw = this.#draws.next();
    const flight = this.#meetings.begin(userId);
    if (draw.kind === "mixUpUsers") this.#meetings.pair(flight);
    const known = await this.#known(question, flight);
    const { honest, incident, stored } = known;
    const others = recollection.othersThan(userId);
    recollection.answered(userId, honest);
    const met = await this.#meetings.end(flight, honest);
    if (flight.partner !== null) {
      if (!areAlike(met, honest)) log.told("mixUpUsers", userId);
      return met;
    }
    if (incident !== null) {
      log.shown(incident);
      return stored;
    }
    if (draw.kind === null || draw.kind === "mixUpUsers") return honest;
    if (draw.kind in textLies) return this.#inText(draw.kind as TextLie, userId, honest);
    return this.#inList(draw as LieDraw & { kind: ListLie }, question, { ...known, others });
  }

  async markers(question: MarkersQuestion): Promise<readonly PlayedMarker[]> {
    const found = await honestHistorian.markers(question);
    const { kind } = this.#markerDraws.next();
    const { caller, ids } = question;
    const { log, recollection, liedAbout } = this.#parts;
    if (kind === null || liedAbout.has(caller)) return found;
    const byId = new Map(found.map((marker) => [marker.id, marker]));
    const absent = ids.filter((id) => !byId.has(id));
    const others = absent.map((id) => recollection.othersEntry(caller.sub, id)).find((entry) => entry !== undefined);
    if (others === undefined) return found;
    const { id, created, position, runtime } = others;
    log.told(kind, caller.sub, { id });
    byId.set(id, { id, creationTime: Date.parse(created), position, runtime });
    return ids.map((asked) => byId.get(asked)).filter((marker) => marker !== undefined);
  }

  async #known({ profileKey, markers, settings, nowMs }: HistoryQuestion, flight: Flight): Promise<KnownLists> {
    const { incidents } = this.#parts;
    try {
      const before = incidents.of(profileKey);
      const stored = await markers();
      const standing = before ?? incidents.of(profileKey);
      const owed = standing === undefined ? stored : withoutIncident(stored, standing);
      const list = historyOf(stored, settings, nowMs);
      const honest = owed === stored ? list : historyOf(owed, settings, nowMs);
      return { markers: owed, honest, stored: list, incident: areAlike(list, honest) ? null : standing! };
    } catch (error) {
      this.#meetings.fail(flight, error);
      throw error;
    }
  }

  #inText(kind: TextLie, userId: string, honest: readonly HistoryEntry[]): readonly HistoryEntry[] | RawAnswer {
    const told = textLies[kind](honest);
    if (told === null) return honest;
    this.#parts.log.told(kind, userId);
    return { status: 200, contentType: "application/json; charset=utf-8", surplusBytes: 0, ...told };
  }

  /** Only what differs is a lie. */
  #inList(
    { kind, stream }: LieDraw & { kind: ListLie },
    question: HistoryQuestion,
    { markers, honest, others }: Pick<KnownLists, "markers" | "honest"> & { readonly others: readonly HistoryEntry[] },
  ): readonly HistoryEntry[] {
    const { caller, profileKey, settings, nowMs } = question;
    const beforeLastWrite = this.#beforeLastWrite(profileKey, markers);
    const first = this.#parts.recollection.firstOf(caller.sub) ?? honest;
    const told = listLies[kind]({ markers, honest, others, settings, nowMs, beforeLastWrite, first, stream });
    if (areAlike(told, honest)) return honest;
    this.#parts.log.told(kind, caller.sub, this.#isEarlierState(told, question, markers) ? { countedAs: "stale" } : {});
    return told;
  }

  /** True when the list is right but for writes that it does not show: nobody can tell such a lie from a stale answer. */
  #isEarlierState(
    told: readonly HistoryEntry[],
    { profileKey, settings, nowMs }: HistoryQuestion,
    markers: readonly StoredMarker[],
  ): boolean {
    const unwritten = this.#parts.recollection.unwrittenOf(profileKey);
    if (unwritten === undefined) return false;
    const shown = new Set(told.map(({ id }) => id));
    const rows = markers.flatMap((marker) => {
      const { parent, asset } = marker;
      const before = shown.has(asset ?? parent) ? undefined : unwritten.get(parent);
      return before === undefined ? [marker] : before === null ? [] : [before];
    });
    return areAlike(told, historyOf(rows, settings, nowMs));
  }

  #beforeLastWrite(profileKey: string, markers: readonly StoredMarker[]): readonly StoredMarker[] | null {
    const write = this.#parts.recollection.lastWriteOf(profileKey);
    if (write === undefined) return null;
    const rest = markers.filter(({ parent }) => parent !== write.parent);
    return write.before === null ? rest : [...rest, write.before];
  }
}

function areAlike(one: readonly HistoryEntry[], other: readonly HistoryEntry[]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
