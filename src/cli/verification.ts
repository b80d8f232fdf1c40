import { type EachOncePlan, eachOncePlan } from "../engine/index.ts";
import { type ExitCode, exitCodes, formatCount, plural, type ResolvedOptions } from "../ground/index.ts";
import { AskedUsers } from "../loadtest/index.ts";
import { optionsRecordOf } from "../results/index.ts";
import {
  leaksOf,
  type LoadOrder,
  type LoadResult,
  localWorkers,
  runLoadTest,
  type StackAddresses,
  verifyRunOptions,
} from "../run/index.ts";
import { healthyGenerator } from "../verdict/index.ts";
import { type Evidence, mergeEvidence, noEvidence } from "../verification/index.ts";
import { announcedOrder } from "./announced-order.ts";
import { leakLines } from "./leak-lines.ts";
import { VerifyObserver } from "./terminal/verify-observer.ts";
import type { NamedTest } from "./test-file-argument.ts";
import { explanationLines, truthLines, wrongUserLines } from "./verification-lines.ts";
import { VerifyCheckpoint } from "./verify-checkpoint.ts";
import { say, type World } from "./world.ts";

export interface VerificationRequest {
  readonly world: World;
  readonly named: NamedTest;
  readonly options: ResolvedOptions<typeof verifyRunOptions>;
  readonly stack: () => Promise<StackAddresses | null>;
}

/**
 * Asks the API once as each user, or as a sample of them, compares every answer and says what is wrong. One that is
 * stopped keeps how far it came, and goes on from there with `--resume`.
 */
export async function verifyHere(request: VerificationRequest): Promise<ExitCode> {
  const { world, named, options, stack } = request;
  const { clock, interrupted } = world;
  const { sample = Number.POSITIVE_INFINITY, usersAtOnce, workers, resume } = options.values;
  const whole = await announcedOrder(world, {
    ...named,
    needsConfig: true,
    options,
    optionsRecord: optionsRecordOf(verifyRunOptions, options),
    thresholds: [],
    planOf: (users) => eachOncePlan(users, sample, usersAtOnce),
    // It goes as fast as it can and measures nothing, so a busy generator is no fault.
    healthOf: () => healthyGenerator,
    stack,
  });
  const checkpoint = new VerifyCheckpoint(world.folder, whole);
  const earlier = resume ? checkpoint.read() : null;
  const order = earlier === null ? whole : without(whole, Buffer.from(earlier.asked, "base64"));
  const { users } = whole.plan as EachOncePlan;
  const asked = order.input.asked === null ? 0 : new AskedUsers(order.input.asked).count;
  if (earlier !== null) say(world, `going on after ${plural(asked, "user")}`);
  const transport = localWorkers(workers, order.head.users);
  const observers = [new VerifyObserver(world.stderr, users, { asked, wrong: earlier?.evidence.wrong ?? 0 })];
  const notice = (text: string) => say(world, text);
  const result = await runLoadTest(order, { transport, observers, clock, interrupted, notice });
  const evidence = mergeEvidence(earlier?.evidence ?? noEvidence, result.evidence);
  for (const line of outcomeLines({ ...result, evidence })) say(world, line);
  const leaks = earlier === null ? result.summary.leaks : await leaksOf(order, evidence, { interrupted, notice });
  for (const line of leakLines(leaks ?? [])) say(world, line);
  if (interrupted.aborted) {
    await checkpoint.write({ schema: 1, asked: Buffer.from(result.asked.bits).toString("base64"), evidence });
    say(
      world,
      `stopped after ${formatCount(result.asked.count)} of ${plural(users, "user")}; --resume goes on from there`,
    );
  } else checkpoint.remove();
  return exitCodeOf(result, earlier?.evidence ?? noEvidence);
}

/** The order without those who were asked before. */
function without(order: LoadOrder, asked: Uint8Array): LoadOrder {
  return { ...order, input: { ...order.input, asked: new Uint8Array(asked) } };
}

/** What was wrong before is wrong still. */
function exitCodeOf({ verdict }: LoadResult, earlier: Evidence): ExitCode {
  if (earlier.reasons["other-user"] > 0) return exitCodes.leak;
  return earlier.wrong > 0 && verdict.exitCode === exitCodes.passed ? exitCodes.failures : verdict.exitCode;
}

function outcomeLines(result: LoadResult): string[] {
  const { summary, verdict } = result;
  const failed = summary.errors
    .filter(({ code }) => code !== "wrong-content")
    .map(({ count, endpoint, code, message }) => `${plural(count, "time")} ${endpoint}: ${code} ${message}`);
  return [...wrongUserLines(result), ...failed, ...explanationLines(result), ...truthLines(result), ...verdict.reasons];
}
