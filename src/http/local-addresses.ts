import { isIP, isIPv4 } from "node:net";

/** More are of no use: each gives 28,000 connections. */
const maxInRange = 4096;

/** The addresses of `127.0.0.2`, `::1` or the range `10.0.0.5-10.0.0.9`; null when the text is none of these. */
export function addressesIn(text: string): readonly string[] | null {
  if (isIP(text) !== 0) return [text];
  const [first = "", last = "", ...rest] = text.split("-");
  if (!isIPv4(first) || !isIPv4(last) || rest.length > 0) return null;
  const [from, to] = [numberOf(first), numberOf(last)];
  if (to < from || to - from >= maxInRange) return null;
  return Array.from({ length: to - from + 1 }, (_, i) => textOf(from + i));
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join(".");
}
