// `node bench/truth/check.ts`: are our numbers true? Latencies beside the log of a server with known delays, and a stall
// beside what arithmetic says of it. Server on core 0, generator on core 1; ends with 1 when something does not hold.
// Needs taskset and two cores.
import { formatCount } from "../../src/ground/index.ts";
import { isTrue, measureKnownDelays } from "./known-delays.ts";
import { measureStall } from "./stall.ts";

const cores = { server: "0", generator: "1" };

function say(holds: boolean, line: string): void {
  console.log(`${holds ? "  " : "✗ "}${line}`);
  if (!holds) process.exitCode = 1;
}

for (const ratePerSecond of [5000, 15_000]) {
  const { logged, reported, rows } = await measureKnownDelays({ ratePerSecond, seconds: 15, users: 2000, cores });
  say(
    logged === reported,
    `${formatCount(ratePerSecond)}/s: ${formatCount(logged)} delayed by the log, ${formatCount(reported)} reported`,
  );
  for (const row of rows) {
    const [log, service, intended] = [row.loggedMs, row.serviceMs, row.intendedMs].map((ms) => ms.toFixed(2));
    say(
      isTrue(row),
      `p${row.percent}: ${log} ms by the log, ${service} from the send, ${intended} from the intended start`,
    );
  }
}

const stall = { ratePerSecond: 2000, seconds: 30, stallMs: 1400, stallAtMs: 12_000, cores };
const enough = await measureStall({ ...stall, users: 4000 });
console.log("a stall of 1.4 s at 2,000/s, 4,000 users:");
say(
  Math.abs(enough.p99Ms / enough.trueP99Ms - 1) <= 0.05,
  `p99 ${enough.p99Ms} ms from the intended start, ${enough.serviceP99Ms} from the send; ${enough.trueP99Ms} by arithmetic`,
);
say(
  enough.missedStarts === 0 && enough.requests === enough.starts,
  `${formatCount(enough.requests)} requests of ${formatCount(enough.starts)} starts, ${enough.missedStarts} missed`,
);

const few = await measureStall({ ...stall, users: 500 });
console.log("the same with 500 users:");
say(
  few.missedStarts > 0 && few.missedStarts + few.requests === few.starts,
  `${formatCount(few.missedStarts)} starts missed, ${formatCount(few.requests)} made of ${formatCount(few.starts)}`,
);
say(few.answered - few.requests === 0, `${formatCount(few.answered)} answered by the server's count`);
say(few.exitCode === 3, `exit code ${few.exitCode}`);
