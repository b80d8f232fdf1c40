import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Tick, tickFromRecord, type TickRecord } from "../stats/index.ts";

/**
 * The seconds of a run from its `ticks.jsonl`, in their order. A last line that was cut off, as a killed process leaves
 * it, is left out; any other that is no tick throws a SyntaxError.
 */
export async function* readTicks(path: string): AsyncGenerator<Tick> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let cut: unknown;
  for await (const line of lines) {
    if (cut !== undefined) throw cut;
    if (line === "") continue;
    try {
      yield tickFromRecord(JSON.parse(line) as TickRecord);
    } catch (error) {
      cut = error;
    }
  }
}
