import { parseDurationMs } from "../ground/index.ts";

/** A line of levels over time, as `50,30s:100,5m:100` says it: from a level on, through others, each after its time. */
export interface Ramp {
  readonly from: number;
  readonly stages: readonly { readonly durationMs: number; readonly to: number }[];
}

/** Levels that are held one after the other: of users, or of starts per second. */
export interface Steps {
  readonly of: "users" | "rate";
  readonly targets: readonly number[];
}

/** A level that is held for a while instead of the usual one. */
export interface Spike {
  readonly of: "users" | "rate";
  readonly target: number;
  readonly startMs: number;
  readonly durationMs: number;
}

const secondsPer = { s: 1, m: 60, h: 3600 } as const;

/** `500/s`, `30/m` or `100/h` as a number per second; undefined for any other text. */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text.trim());
  if (match === null) return undefined;
  return Number(match[1]) / secondsPer[match[2] as keyof typeof secondsPer];
}

/** `100` as a number of users; undefined for any other text. */
export function parseUsers(text: string): number | undefined {
  const users = Number(text);
  return /^\s*\d+\s*$/.test(text) && Number.isSafeInteger(users) ? users : undefined;
}

/** `30s:100,5m:100,30s:0`, if need be with a level before it to begin at; undefined for any other text. */
export function parseRamp(text: string, levelOf: (text: string) => number | undefined): Ramp | undefined {
  const parts = text.split(",");
  const from = parts[0]!.includes(":") ? 0 : levelOf(parts.shift()!);
  const stages = parts.map((part) => {
    const [time = "", level = "", ...more] = part.split(":");
    return { durationMs: parseDurationMs(time), to: more.length > 0 ? undefined : levelOf(level) };
  });
  const isWhole = stages.every(({ durationMs, to }) => durationMs !== undefined && to !== undefined);
  const lengthMs = stages.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  if (from === undefined || !isWhole || !(lengthMs > 0)) return undefined;
  return { from, stages: stages as Ramp["stages"] };
}

/** `100,200,400` or `100/s,200/s`; undefined for any other text, also for one that mixes the two. */
export function parseSteps(text: string): Steps | undefined {
  const parts = text.split(",");
  for (const [of, levelOf] of levels) {
    const targets = parts.map(levelOf);
    if (targets.every((target) => target !== undefined && target > 0)) return { of, targets: targets as number[] };
  }
  return undefined;
}

/** `500@30s+10s` (or `500/s@…`): a level, when it begins and how long it lasts; undefined for any other text. */
export function parseSpike(text: string): Spike | undefined {
  const match = /^([^@]+)@([^+]+)\+(.+)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, level = "", start = "", time = ""] = match;
  const startMs = parseDurationMs(start);
  const durationMs = parseDurationMs(time);
  if (startMs === undefined || durationMs === undefined || durationMs === 0) return undefined;
  for (const [of, levelOf] of levels) {
    const target = levelOf(level);
    if (target !== undefined) return { of, target, startMs, durationMs };
  }
  return undefined;
}

const levels = [
  ["users", parseUsers],
  ["rate", parseRate],
] as const;
