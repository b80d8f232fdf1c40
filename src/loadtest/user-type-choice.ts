/**
 * Shares users among several types by weight: user k takes the type in which the point (k + ½)·φ⁻¹ mod 1 falls. The
 * points of the golden ratio are spread so evenly that any first n users hold the weights to within a few users.
 */
export function userTypeChoice<T extends { readonly weight?: number }>(types: readonly T[]): (user: number) => T {
  const total = types.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return (user) => {
    let left = (((user + 0.5) * 0.618_033_988_749_894_9) % 1) * total;
    for (const type of types) {
      left -= type.weight ?? 1;
      if (left < 0) return type;
    }
    return types.at(-1)!;
  };
}
