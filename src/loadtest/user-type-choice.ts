interface Share {
  /** Share of the users beyond the fixed ones. */
  readonly weight: number;
  /** So many users, before any other. */
  readonly fixedCount: number;
}

/**
 * The type of the virtual user that is the `place`-th to run (from 0). The fixed counts come first, each type's places
 * spread evenly among them. The others follow by weight: the k-th takes the type in which the point (k + ½)·φ⁻¹ mod 1
 * falls; the points of the golden ratio are spread so evenly that any first n users hold the weights to within a few.
 */
export function userTypeChoice<T extends Share>(types: readonly T[]): (place: number) => T {
  const fixed = fixedPlaces(types);
  const total = types.reduce((sum, { weight }) => sum + weight, 0);
  return (place) => {
    if (place < fixed.length) return types[fixed[place]!]!;
    let left = (((place - fixed.length + 0.5) * 0.618_033_988_749_894_9) % 1) * total;
    for (const type of types) {
      left -= type.weight;
      if (left < 0) return type;
    }
    return types.at(-1)!;
  };
}

/** For each fixed place the number of its type: the k-th of n places of a type stands at (k + ½)/n of the way. */
function fixedPlaces(types: readonly Share[]): Uint16Array {
  const places = types.flatMap(({ fixedCount }, type) =>
    Array.from({ length: fixedCount }, (_, k) => ({ at: (k + 0.5) / fixedCount, type })),
  );
  return Uint16Array.from(
    places.toSorted((a, b) => a.at - b.at || a.type - b.type),
    ({ type }) => type,
  );
}
