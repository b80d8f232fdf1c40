/** Stands where there is no data: a 0 would be a claim. */
export const noData = "–";

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A whole number: `1,204`; null is no data. */
export function countText(count: number | null): string {
  return count === null ? noData : grouped.format(count);
}

/** Milliseconds without their unit: `0.42`, `3.1`, `1,204`; null is no data. */
export function msFigure(ms: number | null): string {
  if (ms === null) return noData;
  if (ms >= 99.95) return grouped.format(ms);
  if (ms === 0) return "0";
  if (ms < 0.01) return "<0.01";
  return ms < 0.995 ? ms.toFixed(2) : ms.toFixed(1);
}

/** A latency with its unit: `4.2 ms`, `12.3 s` from ten seconds on. */
export function msText(ms: number | null): string {
  if (ms === null) return noData;
  return ms < 10_000 ? `${msFigure(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A round latency of an axis: `50 ms`. */
export function axisMsText(ms: number): string {
  return msText(ms).replace(".0 ", " ");
}

/** A share of 1 as a percentage: `0.4 %`. What is not nothing is never shown as 0 %, what is not all never as 100 %. */
export function shareText(share: number | null): string {
  if (share === null || Number.isNaN(share)) return noData;
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return "<0.01 %";
  if (percent > 99.99 && percent < 100) return ">99.99 %";
  return `${Number(percent < 1 || percent > 99 ? percent.toFixed(2) : percent.toFixed(1))} %`;
}

/** A part of a whole as a percentage; no data where the whole is nothing. */
export function partText(part: number, whole: number): string {
  return shareText(whole === 0 ? null : part / whole);
}

/** A change as a signed percentage: `+12 %`, `−0.4 %`; null is no data. */
export function changeText(change: number | null): string {
  if (change === null) return noData;
  const size = Math.abs(change * 100);
  const digits = size >= 10 ? 0 : size >= 1 ? 1 : 2;
  const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
  return `${sign}${Number(size.toFixed(digits))} %`;
}

/** A rate per second without its unit: `0.4`, `12.3`, `1,204`; a rate that is not nothing is never shown as 0. */
export function rateFigure(perSecond: number | null): string {
  if (perSecond === null) return noData;
  if (perSecond >= 99.95) return grouped.format(perSecond);
  if (perSecond > 0 && perSecond < 0.05) return perSecond < 0.001 ? "<0.001" : String(Number(perSecond.toPrecision(1)));
  return String(Number(perSecond.toFixed(1)));
}

/** A rate with its unit: `12.3/s`. */
export function rateText(perSecond: number | null): string {
  return perSecond === null ? noData : `${rateFigure(perSecond)}/s`;
}

const byteUnits = ["B", "KB", "MB", "GB", "TB"] as const;

/** Bytes with the decimal unit that suits them: `512 B`, `2.4 KB`. */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return noData;
  let unit = 0;
  let left = bytes;
  while (left >= 999.5 && unit < byteUnits.length - 1) {
    left /= 1000;
    unit++;
  }
  return `${unit === 0 || left >= 99.5 ? left.toFixed(0) : Number(left.toFixed(1))} ${byteUnits[unit]}`;
}

/** A number as a person would say it, to four digits: what a threshold measured. */
export function plainFigure(value: number | null): string {
  if (value === null) return noData;
  return Math.abs(value) >= 10_000 ? grouped.format(value) : String(Number(value.toPrecision(4)));
}

/** `1 user`, `2 users`. */
export function counted(count: number, noun: string): string {
  return `${grouped.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
