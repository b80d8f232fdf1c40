import type { RandomStream } from "../../ground/index.ts";
import type { ApiSettings } from "../pickup-api/api-settings.ts";
import { type HistoryEntry, historyOf } from "../pickup-api/history.ts";
import type { StoredMarker } from "../pickup-api/marker-store.ts";
import type { ListLie } from "./lie-kinds.ts";

/** All that a lie in the list of an answer may be made of. */
export interface ListTruth {
  readonly honest: readonly HistoryEntry[];
  readonly markers: readonly StoredMarker[];
  readonly settings: ApiSettings;
  readonly nowMs: number;
  /** What another user was answered lately; empty when nobody was. */
  readonly others: readonly HistoryEntry[];
  /** The markers without the user's last write; null when there was none. */
  readonly beforeLastWrite: readonly StoredMarker[] | null;
  /** What the user was answered first. */
  readonly first: readonly HistoryEntry[];
  readonly stream: RandomStream;
}

const dayMs = 86_400_000;
const wrongZoneMs = 8 * 3_600_000;
const nobodysId = "urn:hbo:feature:nobodyHasSeenThisOne";

/** The list that each lie makes of the honest one; the honest one where it has nothing to work with. */
export const listLies: { readonly [Name in ListLie]: (truth: ListTruth) => readonly HistoryEntry[] } = {
  dropEntry: ({ honest, stream }) => honest.toSpliced(drawn(honest, stream), 1),
  dropNewest: ({ honest }) => honest.slice(1),
  emptyList: () => [],
  underLimit: ({ honest, settings }) => honest.slice(0, Math.max(0, settings.continueWatchingLimit - 1)),
  cutOffEarly: (truth) => underSettings(truth, { cutOffInDays: truth.settings.cutOffInDays - 1 }),
  wrongId: (truth) => withOne(truth, (entry) => ({ ...entry, id: nobodysId })),
  duplicateEntry: ({ honest, stream }) => {
    const at = drawn(honest, stream);
    return honest.flatMap((entry, index) => (index === at ? [entry, entry] : [entry]));
  },
  swapNeighbours: ({ honest, stream }) => {
    if (honest.length < 2) return honest;
    const at = stream.integer(honest.length - 1);
    return honest.toSpliced(at, 2, honest[at + 1]!, honest[at]!);
  },
  reverse: ({ honest }) => honest.toReversed(),
  positionOff: (truth) => withOne(truth, (entry) => ({ ...entry, position: entry.position + 1 })),
  runtimeOff: (truth) => withOne(truth, (entry) => ({ ...entry, runtime: entry.runtime - 1 })),
  wrongZone: (truth) => withOne(truth, (entry) => ({ ...entry, created: shifted(entry.created) })),
  milliseconds: (truth) => withOne(truth, (entry) => ({ ...entry, created: entry.created.replace("Z", ".000Z") })),
  overLimit: (truth) => underSettings(truth, { continueWatchingLimit: Infinity }),
  ignoreCutOff: (truth) => underSettings(truth, { cutOffInDays: Infinity }),
  cutOffLate: (truth) => underSettings(truth, { cutOffInDays: truth.settings.cutOffInDays + 1 }),
  otherUsersList: ({ honest, others }) => (others.length === 0 ? honest : others),
  otherUsersEntry: ({ honest, others, settings, stream }) => {
    if (others.length === 0) return honest;
    const entries = [...honest, others[drawn(others, stream)]!].toSorted((a, b) => (a.created > b.created ? -1 : 1));
    return entries.slice(0, Math.max(settings.continueWatchingLimit, honest.length));
  },
  staleByOneWrite: (truth) => {
    const { beforeLastWrite, settings, nowMs, honest } = truth;
    return beforeLastWrite === null ? honest : historyOf(beforeLastWrite, settings, nowMs);
  },
  cachedAnswer: ({ first }) => first,
};

function drawn(entries: readonly unknown[], stream: RandomStream): number {
  return entries.length === 0 ? 0 : stream.integer(entries.length);
}

function withOne(
  { honest, stream }: ListTruth,
  change: (entry: HistoryEntry) => HistoryEntry,
): readonly HistoryEntry[] {
  if (honest.length === 0) return honest;
  const at = drawn(honest, stream);
  return honest.with(at, change(honest[at]!));
}

function underSettings({ markers, settings, nowMs }: ListTruth, changes: Partial<ApiSettings>): HistoryEntry[] {
  // Far beyond any marker, but a number that days can be counted back.
  const cutOffInDays = Math.min(changes.cutOffInDays ?? settings.cutOffInDays, nowMs / dayMs);
  return historyOf(markers, { ...settings, ...changes, cutOffInDays }, nowMs);
}

function shifted(created: string): string {
  return `${new Date(Date.parse(created) - wrongZoneMs).toISOString().slice(0, 19)}Z`;
}
