/** Why a text is no JSON and where; lines and columns from 1. */
export interface JsonProblem {
  readonly problem: string;
  readonly line: number;
  readonly column: number;
}

/** The value of a JSON text, or what is wrong with it. A byte order mark at its start is passed over. */
export function readJson(text: string): { value: unknown } | JsonProblem {
  const json = text.replace(/^\uFEFF/, "");
  const message = failureOf(json);
  if (message === undefined) return { value: JSON.parse(json) };
  const before = json.slice(0, positionOf(message, json)).split("\n");
  const problem = message.replace(/( in JSON)? at position.*|, (\.\.\.)?".*/s, "");
  return { problem, line: before.length, column: before.at(-1)!.length + 1 };
}

function failureOf(json: string): string | undefined {
  try {
    JSON.parse(json);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/**
 * V8 tells the position of most errors, but not of an unexpected token. That one stands at the end of the shortest
 * prefix that fails in this way; shorter ones fail for being cut off.
 */
function positionOf(message: string, json: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (!message.startsWith("Unexpected token")) return json.length;
  let longestSound = 0;
  let shortestFailing = json.length;
  while (shortestFailing - longestSound > 1) {
    const length = (longestSound + shortestFailing) >>> 1;
    if (failureOf(json.slice(0, length))?.startsWith("Unexpected token")) shortestFailing = length;
    else longestSound = length;
  }
  return shortestFailing - 1;
}
