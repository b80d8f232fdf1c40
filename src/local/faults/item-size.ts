import type { AttributeMap, AttributeValue } from "../../dynamodb/index.ts";

const bytesPerWriteUnit = 1024;

/** The write units of putting an item, without indexes ("DynamoDB item sizes and formats" of its developer guide). */
export function writeUnitsOf(item: AttributeMap): number {
  return Math.max(1, Math.ceil(bytesOfMap(item) / bytesPerWriteUnit));
}

function bytesOfMap(map: AttributeMap): number {
  let bytes = 0;
  for (const name in map) bytes += Buffer.byteLength(name) + bytesOfValue(map[name]!);
  return bytes;
}

function bytesOfValue(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return bytesOfNumber(value.N);
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("SS" in value) return sum(value.SS, (text) => Buffer.byteLength(text));
  if ("NS" in value) return sum(value.NS, bytesOfNumber);
  if ("BS" in value) return sum(value.BS, (binary) => Buffer.byteLength(binary, "base64"));
  if ("L" in value) return 3 + sum(value.L, (element) => 1 + bytesOfValue(element));
  if ("M" in value) return 3 + Object.keys(value.M).length + bytesOfMap(value.M);
  return 1;
}

/** One byte for two significant digits, and one more. */
function bytesOfNumber(number: string): number {
  const digits = number.replace(/^-?0*|\.|0+$/g, "");
  return Math.ceil(digits.length / 2) + 1;
}

function sum<Element>(elements: readonly Element[], sizeOf: (element: Element) => number): number {
  return elements.reduce((bytes, element) => bytes + sizeOf(element), 0);
}
