import { resolve } from "node:path";
import { type ExitCode, exitCodes, KitError, type OptionValues, sleep } from "../ground/index.ts";
import type { BaselineComparison } from "../results/index.ts";
import { declaredThresholds } from "../loadtest/index.ts";
import {
  datasetUsersOf,
  exitCodeOf,
  formOptions,
  loadRunOptions,
  type RunOutcome,
  RunSession,
  type SessionRun,
  type Wishes,
  wishedOptions,
} from "../run/index.ts";
import { formFieldsOf, type FormView, loadSubject, type PageWish, RunFeed, type webOptions } from "../web/index.ts";
import { exitCodeBeside } from "./baseline.ts";
import { type LoadTestRequest, prepareLoadTest, sayResult } from "./load-test.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { reportError } from "./report-error.ts";
import { heedKeys } from "./terminal/keys.ts";
import { testShapeOf } from "./test-shape.ts";
import type { World } from "./world.ts";

export interface PageRequest extends LoadTestRequest {
  readonly web: OptionValues<typeof webOptions>;
  /** Option values as they were typed, for the form. */
  readonly typed: { readonly [key: string]: unknown };
}

/**
 * Opens the page: runs are started there, or at once with `--autostart`, until Ctrl+C or `--autoquit` ends it. The exit
 * code is that of a run that was cut short or quit by itself; 0 when none was under way.
 */
export async function loadOnPage(request: PageRequest): Promise<ExitCode> {
  const { world, web } = request;
  requireAutostart(web);
  const feed = new RunFeed(world.clock);
  let wished: Wishes = {};
  let baseline: BaselineComparison | null = null;
  const session = new RunSession<PageWish>({
    prepare: async ({ options: wishes, userTypes }) => {
      const all = { ...wished, ...wishes };
      const options = withUserTypes(wishedOptions(request.options, all), userTypes);
      const prepared = await prepareLoadTest(
        { ...request, options: session.current === null ? options : withoutResume(options) },
        {
          observersOf: (start, view) => [feed.follow(start, view)],
          mostUsersOf: (order) => order.dataset?.users ?? Number.POSITIVE_INFINITY,
        },
      );
      wished = all;
      ({ baseline } = prepared);
      return prepared;
    },
    onState: (run) => feed.tell(run),
    onEnd: (outcome) => tellEnd(outcome, request, baseline),
  });
  const form = await formOf(request, () => wished);
  const runs = resolve(world.folder, request.options.values.runs);
  const { locustCompat } = web;
  const server = await openPage(world, web, loadSubject({ control: session, feed, form, runs, locustCompat }));
  const leave = heedKeys(world, { adjust: (by) => session.adjust(by), open: () => openBrowser(server.url) });
  try {
    if (web.autostart || request.options.values.resume !== undefined) await session.start({ options: {} });
    return await untilOver(session, request, (outcome) => exitCodeBeside(exitCodeOf(outcome), baseline));
  } finally {
    leave();
    await server.close();
  }
}

function tellEnd(outcome: RunOutcome, { world }: PageRequest, baseline: BaselineComparison | null): void {
  if ("result" in outcome) sayResult(world, outcome.result, baseline);
  else reportError(world, outcome.error);
}

async function untilOver(
  session: RunSession<PageWish>,
  { world, web }: PageRequest,
  codeOf: (last: RunOutcome) => ExitCode,
): Promise<ExitCode> {
  const { interrupted } = world;
  const over = new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener("abort", () => resolve(), { once: true });
  });
  const last = web.autoquit === undefined ? null : await quitting(session, world, web.autoquit);
  if (last !== null) return codeOf(last);
  await over;
  return isUnderWay(session.current) ? codeOf((await session.ended)!) : exitCodes.passed;
}

/** What became of the last run, so long after its end; null: there was none before an interruption. */
async function quitting(
  session: RunSession<PageWish>,
  { clock, interrupted }: World,
  afterMs: number,
): Promise<RunOutcome | null> {
  for (;;) {
    const { ended } = session;
    const outcome = await ended;
    if (outcome === null || interrupted.aborted) return outcome;
    await sleep(clock, afterMs, interrupted);
    if (session.ended === ended) return outcome;
  }
}

function isUnderWay(run: SessionRun | null): boolean {
  return run !== null && run.state !== "ended" && run.state !== "failed";
}

function withUserTypes(options: PageRequest["options"], userTypes: readonly string[] | undefined) {
  if (userTypes === undefined) return options;
  return { values: { ...options.values, userTypes }, origins: { ...options.origins, userTypes: "flag" as const } };
}

/** Only the first run of a session goes on with one that is under way. */
function withoutResume(options: PageRequest["options"]): PageRequest["options"] {
  return { ...options, values: { ...options.values, resume: undefined } };
}

async function formOf(request: PageRequest, wished: () => Wishes): Promise<() => FormView> {
  const { named, options, typed, world } = request;
  const datasetUsers = await datasetUsersOf({ ...named, ...world, options, needsConfig: named.isBuiltIn });
  const { values, origins } = options;
  const thresholds = declaredThresholds(named.test).map(({ expression }) => expression);
  const facts = { ...testShapeOf(named), thresholds: [...thresholds, ...values.threshold], datasetUsers };
  const given = { table: loadRunOptions, groups: formOptions, values, origins, typed, datasetUsers };
  return () => ({ ...facts, fields: formFieldsOf({ ...given, wished: wished() }) });
}

function requireAutostart({ autostart, autoquit }: PageRequest["web"]): void {
  if (autostart || autoquit === undefined) return;
  throw new KitError("PICKUP_OPTION_INVALID", "--autoquit means nothing without --autostart", {
    hint: "Without it the page waits for its reader; add --autostart, or leave --autoquit out.",
  });
}
