import { type PickupDataset, profileKeyOf } from "../../dataset/index.ts";
import { type AttributeMap, type DynamodbClient, query, scan } from "../../dynamodb/index.ts";
import { itemsIn, type Shard, usersOfShard } from "../resume/shard.ts";
import type { UserRange } from "../resume/user-ranges.ts";
import { type CheckResult, Findings } from "./check-result.ts";
import { textOfItem } from "./item-digest.ts";
import { RangeSums } from "./range-sums.ts";

const segments = 8;
const queriesAtOnce = 16;

export interface CheckOrder {
  readonly dataset: PickupDataset;
  readonly client: DynamodbClient;
  readonly shard: Shard | null;
  /** Ask only so many users, spread evenly, each by its key; null: scan the whole table. */
  readonly sample: number | null;
  readonly interrupted: AbortSignal;
  /** Called with the items (or, of a sample, the users) looked at so far. */
  readonly observe: (looked: number) => void;
}

/**
 * Compares the table with the dataset. A scan adds up what it finds per range of users; only ranges whose sums are not
 * those of the dataset are then read user by user. Items of nobody in the dataset are counted and left alone. Null after
 * an interruption. Throws DynamodbError.
 */
export async function checkTable(order: CheckOrder): Promise<CheckResult | null> {
  const { dataset, shard, sample, interrupted } = order;
  const range = usersOfShard(dataset.users, shard);
  const findings = new Findings(dataset);
  const looked = sample === null ? await scanned(order, range, findings) : await sampled(order, range, findings);
  return interrupted.aborted ? null : { ...looked, ...findings.counts, wrong: findings.wrong };
}

type Looked = Pick<CheckResult, "users" | "items" | "found" | "foreign">;

async function scanned(order: CheckOrder, range: UserRange, findings: Findings): Promise<Looked> {
  const { dataset, client, interrupted, observe } = order;
  const sums = new RangeSums(dataset, range);
  let found = 0;
  let foreign = 0;
  const take = (item: AttributeMap) => {
    const user = userOf(dataset, item);
    if (user < 0) foreign++;
    else if (user >= range[0] && user < range[1]) {
      found++;
      sums.add(user, textOfItem(item));
    }
  };
  const scanSegment = async (segment: number) => {
    const input = { Segment: segment, TotalSegments: segments, ConsistentRead: true };
    for await (const page of scan(client, input)) {
      if (interrupted.aborted) return;
      page.forEach(take);
      observe(found + foreign);
    }
  };
  await Promise.all(Array.from({ length: segments }, (_, segment) => scanSegment(segment)));
  if (!interrupted.aborted) await explain(order, sums, findings);
  return { users: range[1] - range[0], items: itemsIn(dataset, range), found, foreign };
}

/** Finds out what is wrong in the ranges that differ. */
async function explain(order: CheckOrder, sums: RangeSums, findings: Findings): Promise<void> {
  for (const { range, isEmpty } of sums.differing()) {
    const [start, end] = range;
    const users = Array.from({ length: end - start }, (_, index) => start + index);
    if (isEmpty) for (const user of users) findings.compare(user, []);
    else await askEach(order, users, (user, items) => findings.compare(user, items));
    if (order.interrupted.aborted) return;
  }
}

async function sampled(order: CheckOrder, [start, end]: UserRange, findings: Findings): Promise<Looked> {
  const { dataset, sample, observe } = order;
  const count = Math.min(sample ?? 0, end - start);
  const users = Array.from({ length: count }, (_, index) => start + Math.floor((index * (end - start)) / count));
  let found = 0;
  let asked = 0;
  await askEach(order, users, (user, items) => {
    found += items.length;
    findings.compare(user, items);
    observe(++asked);
  });
  const items = users.reduce((sum, user) => sum + dataset.recordsOf(user), 0);
  return { users: count, items, found, foreign: null };
}

async function askEach(
  { dataset, client, interrupted }: CheckOrder,
  users: readonly number[],
  take: (user: number, items: readonly AttributeMap[]) => void,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < users.length && !interrupted.aborted) {
      const user = users[next++]!;
      take(user, await itemsOf(client, profileKeyOf(dataset, user)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(queriesAtOnce, users.length) }, lane));
}

function itemsOf(client: DynamodbClient, prof: string): Promise<AttributeMap[]> {
  return query(client, {
    KeyConditionExpression: "prof = :prof",
    ExpressionAttributeValues: { ":prof": { S: prof } },
    ConsistentRead: true,
  });
}

/** The user whose profile an item stands under, or −1. */
function userOf(dataset: PickupDataset, { prof }: AttributeMap): number {
  const ending = `:${dataset.productCode}`;
  if (prof === undefined || !("S" in prof) || !prof.S.endsWith(ending)) return -1;
  return dataset.indexOf(prof.S.slice(0, -ending.length));
}
