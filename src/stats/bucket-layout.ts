/**
 * HdrHistogram's bucket layout for three significant digits and a unit of one microsecond: values below 2,048 have a
 * bucket each; from there on every doubling is cut into 1,024 buckets. (hdrhistogram.org; `subBucketHalfCount` 1,024)
 */
export const halfCount = 1024;

/** The bucket of a whole number of microseconds, 0 or more. Monotone in the value. */
export function bucketOf(us: number): number {
  const exponent = us < 0x1_0000_0000 ? 31 - Math.clz32(us) : 63 - Math.clz32(us / 0x1_0000_0000);
  const shift = exponent > 10 ? exponent - 10 : 0;
  return shift * halfCount + Math.floor(us / 2 ** shift);
}

/** The lowest value that falls into a bucket, in microseconds. */
export function lowestOf(bucket: number): number {
  return bucket < 2 * halfCount ? bucket : ((bucket % halfCount) + halfCount) * 2 ** shiftOf(bucket);
}

/** The highest value that falls into a bucket, in microseconds. */
export function highestOf(bucket: number): number {
  return lowestOf(bucket) + 2 ** shiftOf(bucket) - 1;
}

function shiftOf(bucket: number): number {
  return bucket < 2 * halfCount ? 0 : Math.floor(bucket / halfCount) - 1;
}
