/** Streams of random numbers that must not be the same though seed and number are. */
export const randomDomain = { users: 0, tokens: 1, picks: 2, probes: 3 };
