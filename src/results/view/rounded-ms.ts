/** Milliseconds to three significant digits, as the histograms have them; whole ones from 100 on. */
export function roundedMs(ms: number): number {
  if (ms >= 100) return ms < 1000 ? Math.round(ms) : Number(ms.toPrecision(3));
  const digits = ms >= 10 ? 10 : ms >= 1 ? 100 : 1000;
  return Math.round(ms * digits) / digits;
}
