import assert from "node:assert/strict";

export interface ExpositionSample {
  readonly name: string;
  readonly labels: { readonly [name: string]: string };
  readonly value: number;
}

const nameForm = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const lineForm = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/;
const labelForm = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * Reads Prometheus' text exposition format 0.0.4 and fails where it is broken: a sample without its TYPE before it, a
 * family in two places, a sample twice, a counter that does not end in `_total`, or a histogram whose buckets fall, do
 * not end in `+Inf`, or do not agree with `_count`.
 */
export function expositionOf(text: string): ExpositionSample[] {
  assert.ok(text === "" || text.endsWith("\n"), "the last line has no end");
  const types = new Map<string, string>();
  const samples: ExpositionSample[] = [];
  const seen = new Set<string>();
  let family = "";
  for (const line of text.split("\n").slice(0, -1)) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment !== null) {
      const [, kind, name, rest] = comment;
      assert.match(name!, nameForm);
      if (kind === "HELP") assert.ok(!types.has(name!), `${name} comes twice`);
      else types.set(name!, rest!);
      family = name!;
      continue;
    }
    const sample = sampleOf(line);
    const of = types.get(family) === "histogram" ? sample.name.replace(/_(bucket|sum|count)$/, "") : sample.name;
    assert.equal(of, family, `${sample.name} stands outside of its family`);
    if (types.get(family) === "counter") assert.match(sample.name, /_total$/);
    const key = JSON.stringify([sample.name, sample.labels]);
    assert.ok(!seen.has(key), `${line} comes twice`);
    seen.add(key);
    samples.push(sample);
  }
  for (const [name, type] of types) if (type === "histogram") requireHistogram(name, samples);
  return samples;
}

function sampleOf(line: string): ExpositionSample {
  const [, name = "", pairs = "", value = ""] = lineForm.exec(line) ?? assert.fail(`no sample: ${line}`);
  assert.match(name, nameForm);
  assert.ok(value === "+Inf" || Number.isFinite(Number(value)), line);
  return { name, labels: labelsIn(pairs), value: Number(value) };
}

function labelsIn(pairs: string): ExpositionSample["labels"] {
  const labels: Record<string, string> = {};
  labelForm.lastIndex = 0;
  while (labelForm.lastIndex < pairs.length) {
    const found = labelForm.exec(pairs) ?? assert.fail(`no labels: ${pairs}`);
    const meanings: Record<string, string> = { n: "\n", '"': '"', "\\": "\\" };
    labels[found[1]!] = found[2]!.replace(/\\(.)/g, (_, character: string) => meanings[character]!);
  }
  return labels;
}

function requireHistogram(name: string, samples: readonly ExpositionSample[]): void {
  const own = samples.filter((sample) => sample.name === `${name}_bucket`);
  const groups = Map.groupBy(own, ({ labels: { le: _le, ...labels } }) => JSON.stringify(labels));
  for (const [key, buckets] of groups) {
    const counts = buckets.map(({ value }) => value);
    const bounds = buckets.map(({ labels }) => (labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le)));
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => a - b),
      `the buckets of ${name} fall`,
    );
    assert.deepEqual(
      bounds,
      bounds.toSorted((a, b) => a - b),
      `the bounds of ${name} fall`,
    );
    assert.equal(bounds.at(-1), Number.POSITIVE_INFINITY);
    const count = samples.find((sample) => sample.name === `${name}_count` && JSON.stringify(sample.labels) === key);
    assert.equal(count?.value, counts.at(-1));
  }
}
