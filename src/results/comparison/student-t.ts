/**
 * How far from 0 Student's t with `freedom` degrees lies with probability `outside` at most, to both sides together.
 * By bisection of its distribution function, which is a finite sum for whole degrees (Abramowitz and Stegun, 26.7.3–4).
 */
export function studentT(outside: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (1 - within(high, freedom) > outside) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (1 - within(middle, freedom) > outside) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability of a value between −t and t. */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
