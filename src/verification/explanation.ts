/** A pattern that wrong answers follow and no answer, right or wrong, contradicts. */
export interface Explanation {
  /** What was seen, what it probably means and what to do, as one line without a full stop. */
  readonly text: string;
  /** Wrong answers that follow it. */
  readonly explained: number;
}
