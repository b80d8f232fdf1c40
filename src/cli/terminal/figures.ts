import { formatCount } from "../../ground/index.ts";

/** Stands where there is no data: a 0 would be a claim. */
export const noData = "–";

/** Milliseconds without their unit: `0.42`, `3.1`, `1,204`; null is no data. */
export function msText(ms: number | null): string {
  if (ms === null) return noData;
  if (ms >= 99.95) return formatCount(ms);
  if (ms === 0) return "0";
  if (ms < 0.01) return "<0.01";
  return ms < 0.995 ? ms.toFixed(2) : ms.toFixed(1);
}

/** A share as a percentage: `0.4 %`. What is not nothing is never shown as 0 %, what is not all never as 100 %. */
export function percentText(count: number, of: number): string {
  if (of === 0) return noData;
  const percent = (count / of) * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return "<0.01 %";
  if (percent > 99.99) return ">99.99 %";
  return `${Number(percent < 1 || percent > 99 ? percent.toFixed(2) : percent.toFixed(1))} %`;
}

/** A rate per second: `0.4`, `12.3`, `1,204`. */
export function rateText(perSecond: number): string {
  return perSecond >= 99.95 ? formatCount(perSecond) : String(Number(perSecond.toFixed(1)));
}

/** A text from outside on one line, without anything a terminal would obey. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}]/gu, "�");
}

/** A text cut to a width, with "…" where something is missing. */
export function cutTo(width: number, text: string): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
