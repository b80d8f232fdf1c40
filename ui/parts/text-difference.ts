/** Two texts, cut into what they share and what differs. */
export interface TextDifference {
  readonly before: string;
  readonly expected: string;
  readonly got: string;
  readonly after: string;
}

/** Finds the shortest stretch in the middle that differs; a long common beginning or end is cut down by the reader. */
export function textDifference(expected: string, got: string): TextDifference {
  const shorter = Math.min(expected.length, got.length);
  let start = 0;
  while (start < shorter && expected[start] === got[start]) start++;
  let end = 0;
  while (end < shorter - start && expected.at(-1 - end) === got.at(-1 - end)) end++;
  return {
    before: expected.slice(0, start),
    expected: expected.slice(start, expected.length - end),
    got: got.slice(start, got.length - end),
    after: expected.slice(expected.length - end),
  };
}

const kept = 120;

/** The end of a text, with a mark where something was left out. */
export function endOf(text: string): string {
  return text.length <= kept ? text : `…${text.slice(-kept)}`;
}

/** The beginning of a text, with a mark where something was left out. */
export function beginningOf(text: string): string {
  return text.length <= kept ? text : `${text.slice(0, kept)}…`;
}
