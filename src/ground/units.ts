/** A length of time as users write it: a number of seconds, or a text such as `"500ms"`, `"30s"`, `"1h20m"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}` | (string & {});

const msPerUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a {@link Duration}; undefined when the text is none. A bare number means seconds. */
export function parseDurationMs(duration: Duration): number | undefined {
  if (typeof duration === "number") return Number.isFinite(duration) && duration >= 0 ? duration * 1000 : undefined;
  const text = duration.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    totalMs += Number(amount) * msPerUnit[unit as keyof typeof msPerUnit];
  }
  return totalMs;
}

/** `75_000` → `"1m15s"`, `1_500` → `"1.5s"`, `250` → `"250ms"`. */
export function formatDurationMs(ms: number): string {
  if (ms < 1000) return `${roundTo(ms, 1)}ms`;
  if (ms < 60_000) return `${roundTo(ms / 1000, 1)}s`;
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join("");
}

/** Bytes with a binary unit: `1536` → `"1.5 KB"`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? amount : roundTo(amount, 1)} ${units[unit]}`;
}

/** An integer with thousands separators, independent of the machine's locale: `13000` → `"13,000"`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A count with its noun: `plural(1, "answer")` → `"1 answer"`, `plural(3104, "answer")` → `"3,104 answers"`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

function roundTo(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
