import { outcomes } from "../ground/index.ts";
import { PackedReader, PackedWriter } from "./packed-bytes.ts";
import { eachPhase, phases } from "./phases.ts";
import { emptyHistogram, type SparseHistogram } from "./sparse-histogram.ts";
import { type EndpointTick, noOutcomes, type Tick } from "./tick.ts";

/*
 * A tick as it travels. Its endpoints are nearly all of it, and a coordinator reads one from every worker each second:
 * they are numbers in a fixed order. What else there is, is JSON.
 */

/** The histograms of an endpoint beside its phases, in their order in the bytes. */
export const endpointHistograms = ["intended", "service", "failure", "cold"] as const;

/** The tick in bytes. */
export function packTick(tick: Tick): Uint8Array {
  const writer = new PackedWriter();
  writer.number(tick.endpoints.length);
  for (const endpoint of tick.endpoints) writeEndpoint(writer, endpoint);
  for (const histogram of [tick.lateness, tick.tokens.latency, tick.writes.visibleAfter, tick.generator.loopLag]) {
    writeHistogram(writer, histogram);
  }
  const { endpoints: _endpoints, lateness: _lateness, ...rest } = tick;
  writer.text(
    JSON.stringify({
      ...rest,
      tokens: { ...rest.tokens, latency: undefined },
      writes: { ...rest.writes, visibleAfter: undefined },
      generator: { ...rest.generator, loopLag: undefined },
    }),
  );
  return writer.end();
}

/** The tick that was packed. */
export function unpackTick(bytes: Uint8Array): Tick {
  const reader = new PackedReader(bytes);
  const endpoints = Array.from({ length: reader.number() }, () => readEndpoint(reader));
  return { ...readRest(reader), endpoints };
}

/** What follows the endpoints. */
export function readRest(reader: PackedReader): Omit<Tick, "endpoints"> {
  const [lateness, latency, visibleAfter, loopLag] = [
    readHistogram(reader),
    readHistogram(reader),
    readHistogram(reader),
    readHistogram(reader),
  ];
  const rest = JSON.parse(reader.text()) as Omit<Tick, "endpoints" | "lateness">;
  return {
    ...rest,
    lateness,
    tokens: { ...rest.tokens, latency },
    writes: { ...rest.writes, visibleAfter },
    generator: { ...rest.generator, loopLag },
  };
}

function writeEndpoint(writer: PackedWriter, endpoint: EndpointTick): void {
  writer.text(endpoint.method);
  writer.text(endpoint.name);
  writer.number(endpoint.requests);
  for (const outcome of outcomes) writer.number(endpoint.outcomes[outcome]);
  writer.number(endpoint.bytesReceived);
  writer.number(endpoint.contentBytes);
  for (const name of endpointHistograms) writeHistogram(writer, endpoint[name]);
  for (const phase of phases) writeHistogram(writer, endpoint.phases[phase]);
}

function readEndpoint(reader: PackedReader): EndpointTick {
  const [method, name, requests] = [reader.text(), reader.text(), reader.number()];
  const counts = noOutcomes();
  for (const outcome of outcomes) counts[outcome] = reader.number();
  return {
    method,
    name,
    requests,
    outcomes: counts,
    bytesReceived: reader.number(),
    contentBytes: reader.number(),
    intended: readHistogram(reader),
    service: readHistogram(reader),
    failure: readHistogram(reader),
    cold: readHistogram(reader),
    phases: eachPhase(() => readHistogram(reader)),
  };
}

/** Buckets as the gaps between them, which are small. */
function writeHistogram(writer: PackedWriter, { indexes, counts, sum, min, max }: SparseHistogram): void {
  writer.number(indexes.length);
  if (indexes.length === 0) return;
  let before = 0;
  for (let i = 0; i < indexes.length; i++) {
    writer.number(indexes[i]! - before);
    writer.number(counts[i]!);
    before = indexes[i]!;
  }
  writer.number(sum);
  writer.number(min);
  writer.number(max);
}

function readHistogram(reader: PackedReader): SparseHistogram {
  const length = reader.number();
  if (length === 0) return emptyHistogram;
  const both = new Uint32Array(2 * length);
  const [indexes, counts] = [both.subarray(0, length), both.subarray(length)];
  let index = 0;
  for (let i = 0; i < length; i++) {
    index += reader.number();
    indexes[i] = index;
    counts[i] = reader.number();
  }
  return { indexes, counts, sum: reader.number(), min: reader.number(), max: reader.number() };
}
