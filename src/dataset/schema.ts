import { z } from "zod";
import { mostZipfRanks } from "./distinct-draws.ts";

/** The most rows a user may have, and so the most features and series together. */
const mostTitles = mostZipfRanks;
const mostUsers = 1_000_000_000;

const count = (least: number, most: number, problem = `must be a whole number from ${least} to ${most}`) =>
  z.int({ error: problem }).min(least, { error: problem }).max(most, { error: problem });

const name = (example: string) => {
  const error = `must be a text of 1 to 255 characters without spaces, such as "${example}"`;
  return z.string({ error }).regex(/^\S+$/, { error }).max(255, { error });
};

const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "must be a list in square brackets" });

const epochSeconds = () =>
  count(
    1_000_000_000,
    4_102_444_800,
    "must be a time in epoch seconds (10 digits, no milliseconds), such as 1793491200",
  );

const prefixOf = (example: string) => name(example).optional().describe(`Start of each id; default ${example}.`);

const ruleProblem = (example: string) => `must be a rule such as ${example}`;

const distribution = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("uniform").describe("Each number from min to max is equally likely."),
      min: count(0, mostTitles),
      max: count(1, mostTitles),
    }),
    z.strictObject({
      kind: z.literal("zipf").describe("min + k is likely in proportion to 1 / (k + 1): many users with few records."),
      min: count(0, mostTitles),
      max: count(1, mostTitles),
    }),
  ],
  { error: 'must be "uniform" or "zipf"' },
);

const assets = z
  .strictObject(
    {
      features: list(name("urn:hbo:feature:TdhdfVmrNehRpvMjkgByl")).optional().describe("URNs of features."),
      series: list(
        z.strictObject(
          {
            id: name("urn:hbo:series:GVU2cggagzYNJjhsJATwo"),
            episodes: list(name("urn:hbo:episode:GVU4OYQD1k8PDwwEAAAAJ")).min(1, { error: "must name an episode" }),
          },
          { error: 'must be a series: {"id": "urn:hbo:series:…", "episodes": ["urn:hbo:episode:…"]}' },
        ),
      )
        .optional()
        .describe("Series with their episodes. A user has one row for a series: the episode watched last."),
      generatedFeatures: z
        .strictObject(
          { count: count(1, mostTitles), prefix: prefixOf("urn:hbo:feature:") },
          { error: ruleProblem('{"count": 1000}') },
        )
        .optional()
        .describe("So many features beside the listed ones, with ids derived from the seed."),
      generatedSeries: z
        .strictObject(
          { count: count(1, mostTitles), episodes: count(1, 10_000) },
          { error: ruleProblem('{"count": 100, "episodes": 10}') },
        )
        .optional()
        .describe("So many series beside the listed ones, each with so many episodes, with ids derived from the seed."),
    },
    { error: 'must say which assets there are, such as {"features": ["urn:hbo:feature:…"]}' },
  )
  .describe("What the users watch: lists, rules or both.");

/** The fields of config.json. Without transforms or defaults, so that the value is the file. */
export const configFields = z.strictObject(
  {
    $schema: z.string({ error: "must be a text" }).optional(),
    productCode: name("hboMax").describe("Second half of the table's partition key."),
    seed: z
      .string({ error: "must be a text" })
      .min(1, { error: "must not be empty" })
      .optional()
      .describe("What everything derives from. Without it: made of the fields that shape the markers."),
    hurleyUserIds: list(name("PICKUP-LT-pKSOBHI5RR5Xc2pY")).optional().describe("Profile ids of the test users."),
    generatedUsers: z
      .strictObject(
        { count: count(1, mostUsers), prefix: prefixOf("PICKUP-LT-") },
        { error: ruleProblem('{"count": 1000}') },
      )
      .optional()
      .describe("So many users beside the listed ones, with ids derived from the seed."),
    assets,
    popularity: z
      .enum(["uniform", "zipf"], { error: 'must be "uniform" or "zipf"' })
      .optional()
      .describe("How a user's titles are picked: all alike (default) or by Zipf's law."),
    updateTimeStart: epochSeconds().describe("Earliest time of a marker, in epoch seconds."),
    updateTimeEnd: epochSeconds().describe("Latest time of a marker, in epoch seconds."),
    recordsPerUser: z
      .union([count(1, mostTitles), distribution], {
        error:
          'must be a whole number of at least 1, or a distribution such as {"kind": "uniform", "min": 5, "max": 50}',
      })
      .describe("Markers of each user: a number or a distribution."),
    recordsOverrides: z
      .record(z.string(), count(0, mostTitles), { error: 'must be an object such as {"<user id>": 500}' })
      .optional()
      .describe("Markers of single users, by their ids."),
    ttl: count(
      1_000_000_000,
      9_999_999_999,
      "must be a time in epoch seconds (10 digits, no milliseconds), such as 1856563200",
    )
      .optional()
      .describe("When DynamoDB may drop the rows, in epoch seconds. Default: two years after the day of seeding."),
    batch_size: count(
      1,
      25,
      "must be a whole number from 1 to 25 (DynamoDB's limits: 25 requests and 16 MB a batch, 400 KB an item)",
    )
      .optional()
      .describe("Items in one BatchWriteItem request; default 25."),
  },
  { error: "must be a JSON object in curly brackets" },
);

/** The value of a valid config.json, as it is sent to workers. */
export type Config = z.infer<typeof configFields>;

/** The text of `config.schema.json`, the published JSON Schema of config.json. Cross-field checks are not in it. */
export function configSchemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(configFields);
  return `${JSON.stringify({ $schema, title: "config.json of pickup-load-test", ...rest }, null, 2)}\n`;
}
