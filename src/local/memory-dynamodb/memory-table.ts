import type { AttributeMap, AttributeValue } from "../../dynamodb/index.ts";
import { orderOf } from "./expression.ts";
import { invalid } from "./refused.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N";
}

export interface TableKeys {
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | null;
}

/** Where a page of a read begins, and where it has to end. */
export interface PageRequest {
  /** The key of the item before the first one; left out: from the start. */
  readonly after?: AttributeMap | undefined;
  readonly limit?: number | undefined;
}

export interface ScanRequest extends PageRequest {
  readonly segment: number;
  readonly segments: number;
}

/** Items as JSON texts, in order. */
export interface Page {
  readonly items: readonly string[];
  /** The key of the last item when there may be more. */
  readonly lastKey: AttributeMap | undefined;
}

/** DynamoDB ends a page after so many bytes. */
const pageBytes = 1_048_576;

interface Row {
  readonly sort: AttributeValue | undefined;
  /** JSON, one byte a character where it can: an answer is made by joining these. */
  text: string;
}

/** The items of one partition key. Kept when it is empty, so that a scan finds its place again. */
class Partition {
  readonly number: number;
  readonly rows = new Map<string, Row>();
  #sorted: readonly Row[] | null = null;

  constructor(number: number) {
    this.number = number;
  }

  put(sort: AttributeValue | undefined, text: string): void {
    const key = keyText(sort);
    const row = this.rows.get(key);
    if (row !== undefined) {
      row.text = text;
      return;
    }
    this.rows.set(key, { sort, text });
    this.#sorted = null;
  }

  delete(sort: AttributeValue | undefined): void {
    if (this.rows.delete(keyText(sort))) this.#sorted = null;
  }

  /** By the sort key, from the lowest. */
  get sorted(): readonly Row[] {
    return (this.#sorted ??= [...this.rows.values()].toSorted((a, b) => orderOf(a.sort, b.sort)));
  }

  /** By the sort key, those after one key only. */
  rowsAfter(sort: AttributeValue | undefined, isForward: boolean): readonly Row[] {
    const rows = isForward ? this.sorted : this.sorted.toReversed();
    if (sort === undefined) return rows;
    return rows.filter((row) => (isForward ? orderOf(row.sort, sort) > 0 : orderOf(row.sort, sort) < 0));
  }
}

/** A table in memory: items as JSON texts under their partition and sort keys. Throws Refused for a key that is none. */
export class MemoryTable {
  readonly keys: TableKeys;
  readonly #partitions: Partition[] = [];
  readonly #byKey = new Map<string, Partition>();
  #items = 0;

  constructor(keys: TableKeys) {
    this.keys = keys;
  }

  get items(): number {
    return this.#items;
  }

  put(item: AttributeMap): void {
    const partition = this.#partitionFor(this.#keyValue(item, this.keys.partition));
    const before = partition.rows.size;
    partition.put(this.#sortOf(item), JSON.stringify(item));
    this.#items += partition.rows.size - before;
  }

  delete(key: AttributeMap): void {
    const partition = this.#find(key);
    if (partition === undefined) return;
    const before = partition.rows.size;
    partition.delete(this.#sortOf(key));
    this.#items += partition.rows.size - before;
  }

  /** The text of one item, or undefined. */
  get(key: AttributeMap): string | undefined {
    return this.#find(key)?.rows.get(keyText(this.#sortOf(key)))?.text;
  }

  /** A page of one partition, by the sort key; `isWanted` is asked for every item where it is given. */
  query(
    partitionKey: AttributeValue,
    { after, limit }: PageRequest,
    isForward: boolean,
    isWanted?: (item: AttributeMap) => boolean,
  ): Page {
    const partition = this.#byKey.get(keyText(partitionKey));
    const rows = partition?.rowsAfter(after === undefined ? undefined : this.#sortOf(after), isForward) ?? [];
    const wanted = isWanted === undefined ? rows : rows.filter(({ text }) => isWanted(JSON.parse(text)));
    return this.#page(wanted, limit);
  }

  /** A page of one segment of the table, partition after partition. */
  scan({ after, limit, segment, segments }: ScanRequest): Page {
    return this.#page(this.#rowsFrom(after, segment, segments), limit);
  }

  *#rowsFrom(after: AttributeMap | undefined, segment: number, segments: number): Generator<Row> {
    const start = after === undefined ? undefined : this.#find(after);
    if (start !== undefined) yield* start.rowsAfter(this.#sortOf(after!), true);
    const first = start === undefined ? segment : start.number + segments;
    for (let number = first; number < this.#partitions.length; number += segments)
      yield* this.#partitions[number]!.sorted;
  }

  #page(rows: Iterable<Row>, limit = Infinity): Page {
    const items: string[] = [];
    let bytes = 0;
    for (const { text } of rows) {
      if (bytes >= pageBytes || items.length >= limit) return { items, lastKey: this.#keyOf(items.at(-1)!) };
      items.push(text);
      bytes += text.length;
    }
    return { items, lastKey: undefined };
  }

  #keyOf(text: string): AttributeMap {
    const item = JSON.parse(text) as AttributeMap;
    const { partition, sort } = this.keys;
    const names = sort === null ? [partition.name] : [partition.name, sort.name];
    return Object.fromEntries(names.map((name) => [name, item[name]!]));
  }

  #find(key: AttributeMap): Partition | undefined {
    return this.#byKey.get(keyText(this.#keyValue(key, this.keys.partition)));
  }

  #partitionFor(value: AttributeValue): Partition {
    const key = keyText(value);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const partition = new Partition(this.#partitions.length);
    this.#byKey.set(key, partition);
    this.#partitions.push(partition);
    return partition;
  }

  #sortOf(attributes: AttributeMap): AttributeValue | undefined {
    return this.keys.sort === null ? undefined : this.#keyValue(attributes, this.keys.sort);
  }

  #keyValue(attributes: AttributeMap, { name, type }: KeyAttribute): AttributeValue {
    const value = attributes[name];
    if (value === undefined) throw invalid(`One of the required keys was not given a value: ${name}`);
    if (!(type in value)) throw invalid(`Type mismatch for key ${name} expected: ${type}`);
    if ("S" in value && value.S === "") throw invalid(`The AttributeValue for the key ${name} is an empty string`);
    return value;
  }
}

function keyText(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  return "S" in value ? value.S : String(Number((value as { N: string }).N));
}
