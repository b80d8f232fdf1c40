/** A new run's id: its start in UTC and two random bytes, `2026-11-23T22-15-03-ab12`. `random` gives [0, 1). */
export function newRunId(startedAtMs: number, random: () => number): string {
  const time = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(":", "-");
  const tail = Math.floor(random() * 0x1_0000)
    .toString(16)
    .padStart(4, "0");
  return `${time}-${tail}`;
}
