// What it costs to verify one answer: `node bench/verification/check.ts [entries ...]`. Prints nanoseconds per answer,
// the lower quartile of the rounds (other work on the machine disturbs the rest), over a few hundred users in turn so
// that nothing stays in the processor's cache by chance.
import { pickupDataset } from "../../src/dataset/index.ts";
import { pickupTruth, Verifier } from "../../src/verification/index.ts";

const users = 300;
const rounds = 40;
const start = 1_760_000_000;
const nowMs = (start + 365 * 86_400) * 1000;

function lowerQuartile(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2]!;
}

/** Nanoseconds of one `act`, called for every user in turn. */
function cost(act: (user: number, round: number) => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds + 3; round++) {
    const from = process.hrtime.bigint();
    for (let user = 0; user < users; user++) act(user, round);
    if (round >= 3) times.push(Number(process.hrtime.bigint() - from) / users);
  }
  return lowerQuartile(times);
}

function costsOf(entries: number): { [what: string]: string | number } {
  const dataset = pickupDataset({
    productCode: "hboMax",
    seed: "bench",
    generatedUsers: { count: users },
    assets: { generatedFeatures: { count: 1000 }, generatedSeries: { count: 200, episodes: 10 } },
    updateTimeStart: start,
    updateTimeEnd: start + 365 * 86_400,
    recordsPerUser: entries,
  });
  const verifier = new Verifier(pickupTruth(dataset), { cutOffDays: 1825 });
  const forgetful = new Verifier(pickupTruth(dataset), { cutOffDays: 1825 }, { keptBytes: 0 });
  const textOf = (user: number) => JSON.stringify({ continueWatching: verifier.expected(user, nowMs) });
  const bodies = Array.from({ length: users }, (_, user) => Buffer.from(textOf(user)));
  const others = bodies.map((body) => Buffer.concat([body, Buffer.from("\n")]));
  const copies = bodies.map((body) => Buffer.from(body));
  const wrong = bodies.map((_, user) => bodies[(user + 1) % users]!);
  const alternating = [bodies, others];
  const served = bodies.map((body) => [1, 2].map((n) => Buffer.from(body.toString().replace(/}$/, `,"served":${n}}`))));
  const within = bodies.map((body) =>
    [1, 2, 3].map((n) => Buffer.from(body.toString().replace("}", `,"served":${n}}`))),
  );
  const around = (user: number, round: number) => served[user]![round % 2]!;
  return {
    entries,
    bytes: Math.round(bodies.reduce((sum, body) => sum + body.length, 0) / users),
    "JSON.parse": ns(cost((user) => JSON.parse(bodies[user]!.toString()))),
    "same buffer": ns(cost((user) => verifier.check(user, bodies[user]!, nowMs))),
    "equal bytes": ns(cost((user, round) => verifier.check(user, round === 0 ? bodies[user]! : copies[user]!, nowMs))),
    changed: ns(cost((user, round) => verifier.check(user, alternating[round % 2]![user]!, nowMs))),
    "changed around the list": ns(cost((user, round) => verifier.check(user, around(user, round), nowMs))),
    "changed in an entry": ns(
      cost((user, round) => verifier.check(user, within[user]![round === 0 ? 2 : round % 2]!, nowMs)),
    ),
    "first seen": ns(cost((user) => forgetful.check(user, bodies[user]!, nowMs))),
    "new and wrong": ns(cost((user) => forgetful.check(user, wrong[user]!, nowMs))),
  };
}

function ns(value: number): number {
  return Math.round(value);
}

const sizes = process.argv.slice(2).map(Number);
console.table((sizes.length > 0 ? sizes : [13, 21, 53, 160]).map(costsOf));
