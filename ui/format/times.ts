/** Seconds of a run as a clock would show them: `0:07`, `12:05`, `1:00:00`. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const ending = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${ending}` : `${minutes}:${ending}`;
}

/** Seconds as one types a duration: `45s`, `2m 30s`, `1h 5m`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "m"],
    [whole % 60, "s"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return shown.join(" ") || "0s";
}

/** A moment by the reader's own clock: `22:15:03`. */
export function timeOfDay(atMs: number): string {
  return twoDigits(new Date(atMs), ["getHours", "getMinutes", "getSeconds"]).join(":");
}

/** A moment by the reader's own clock: `2026-11-23 22:15:03`. */
export function dateText(atMs: number): string {
  const date = new Date(atMs);
  const [month, day] = [String(date.getMonth() + 1).padStart(2, "0"), ...twoDigits(date, ["getDate"])];
  return `${date.getFullYear()}-${month}-${day} ${timeOfDay(atMs)}`;
}

function twoDigits(date: Date, parts: readonly ("getDate" | "getHours" | "getMinutes" | "getSeconds")[]): string[] {
  return parts.map((part) => String(date[part]()).padStart(2, "0"));
}

const unitSeconds: { readonly [unit: string]: number } = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Reads a duration as the command line does, `90s`, `1h20m`, or bare seconds; undefined when it is none. */
export function parseDurationSeconds(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(trimmed)) return undefined;
  return [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit!]!,
    0,
  );
}
