/** Markers as `pickup config` makes them; without a list of users, so that any number of items can be had. */
export const benchConfig = {
  productCode: "hboMax",
  seed: "bench",
  generatedUsers: { count: 10_000_000 },
  assets: { generatedFeatures: { count: 5_000 }, generatedSeries: { count: 500, episodes: 10 } },
  updateTimeStart: 1_785_000_000,
  updateTimeEnd: 1_793_000_000,
  recordsPerUser: 13,
};
