import { eachOncePlan } from "../engine/index.ts";
import { plural, type ResolvedOptions } from "../ground/index.ts";
import { optionsRecordOf } from "../results/index.ts";
import { type LoadResult, localWorkers, runLoadTest, type StackAddresses, verifyRunOptions } from "../run/index.ts";
import { announcedOrder } from "./announced-order.ts";
import { VerifyObserver } from "./terminal/verify-observer.ts";
import type { NamedTest } from "./test-file-argument.ts";
import { explanationLines, truthLines, wrongUserLines } from "./verification-lines.ts";
import { say, type World } from "./world.ts";

export interface VerificationRequest {
  readonly world: World;
  readonly named: NamedTest;
  readonly options: ResolvedOptions<typeof verifyRunOptions>;
  readonly stack: () => Promise<StackAddresses | null>;
}

/** Asks the API once as each user, or as a sample of them, compares every answer and says what is wrong. */
export async function verifyHere(request: VerificationRequest): Promise<LoadResult> {
  const { world, named, options, stack } = request;
  const { clock, interrupted } = world;
  const { sample = Number.POSITIVE_INFINITY, usersAtOnce, workers } = options.values;
  const order = await announcedOrder(world, {
    ...named,
    needsConfig: true,
    options,
    optionsRecord: optionsRecordOf(verifyRunOptions, options),
    thresholds: [],
    planOf: (users) => eachOncePlan(users, sample, usersAtOnce),
    // It goes as fast as it can and measures nothing, so a busy generator is no fault.
    healthOf: () => ({ saturated: false, reasons: [] }),
    stack,
  });
  const transport = localWorkers(workers, order.head.users);
  const observers = [new VerifyObserver(world.stderr)];
  const result = await runLoadTest(order, { transport, observers, clock, interrupted });
  for (const line of outcomeLines(result)) say(world, line);
  return result;
}

function outcomeLines(result: LoadResult): string[] {
  const { summary, verdict } = result;
  const failed = summary.errors
    .filter(({ code }) => code !== "wrong-content")
    .map(({ count, endpoint, code, message }) => `${plural(count, "time")} ${endpoint}: ${code} ${message}`);
  return [...wrongUserLines(result), ...failed, ...explanationLines(result), ...truthLines(result), ...verdict.reasons];
}
