/** A new run's id: its start in UTC and two random bytes, `2026-11-23T22-15-03-ab12`. `random` gives [0, 1). */
export function newRunId(startedAtMs: number, random: () => number): string {
  const time = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(":", "-");
  const tail = Math.floor(random() * 0x1_0000)
    .toString(16)
    .padStart(4, "0");
  return `${time}-${tail}`;
}

/** True for what {@link newRunId} gives, and for nothing that could lead out of a folder. */
export function isRunId(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/.test(text);
}
