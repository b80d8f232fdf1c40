import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Config, pickupDataset, readConfig } from "../dataset/index.ts";
import { type LoadPlan, peakUsersOf, type UserPick } from "../engine/index.ts";
import { type Clock, KitError, type ResolvedOptions } from "../ground/index.ts";
import { hostAddressOf, httpSettingsOf, isAllowedHost, requireAllowedHost } from "../http/index.ts";
import {
  type AnyLoadTest,
  datasetOf,
  declaredThresholds,
  playedTypes,
  requireTypesFor,
  rowIndexOf,
  taskRatioOf,
} from "../loadtest/index.ts";
import { type Machine, newRunId, type OptionsRecord, type RunHead } from "../results/index.ts";
import { type TokenSettings, tokenSettingsOf } from "../tokens/index.ts";
import { parseThreshold } from "../verdict/index.ts";
import { ledgerPath } from "../verification/index.ts";
import type { LoadOrder } from "./load-run.ts";
import type { orderOptions } from "./options.ts";

/** Addresses of an embedded stack that runs beside the command. */
export interface StackAddresses {
  readonly api: string;
  readonly tokens: string;
}

export interface LoadOrderRequest {
  readonly test: AnyLoadTest;
  /** `file:…` */
  readonly testFile: string;
  readonly isBuiltIn: boolean;
  /** True when the run cannot do without a config: that of the built-in test, and a verification. */
  readonly needsConfig: boolean;
  readonly options: ResolvedOptions<typeof orderOptions>;
  /** All options of the command, as `run.json` shows them. */
  readonly optionsRecord: OptionsRecord;
  /** Expressions given beside those of the test file. */
  readonly thresholds: readonly string[];
  /** Judges the generator itself. */
  readonly healthOf: LoadOrder["healthOf"];
  /** How much load, for a dataset of so many users (Infinity without one). */
  readonly planOf: (users: number) => LoadPlan;
  /** Which of the free users is taken; default: one that was never taken. */
  readonly pick?: UserPick;
  /** Default: none. */
  readonly warmUpMs?: number;
  /** The share of tasks that write, 0 to 1; default: none. */
  readonly writes?: number;
  /** Probes for each ordinary request, 0 to 1; default: none. */
  readonly isolation?: number;
  /** The run ends at a leak between users; default: it does not. */
  readonly abortsAtLeak?: boolean;
  /** Of users whose number is changed while the run goes on, per second; default: 1. */
  readonly spawnRate?: number;
  /** The running embedded stack, or null; asked only for what no option names. */
  readonly stack: () => Promise<StackAddresses | null>;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly folder: string;
  readonly clock: Clock;
  readonly version: string;
}

export interface PreparedOrder {
  readonly order: LoadOrder;
  /** What the reader of a config should know. */
  readonly warnings: readonly string[];
}

/** From resolved options to an order: reads the config, finds the targets, and refuses what cannot be run. */
export async function makeLoadOrder(request: LoadOrderRequest): Promise<PreparedOrder> {
  const { test, testFile, clock, version } = request;
  const { values } = request.options;
  const { config, warnings } = await configFor(request);
  const { address: host, shown, authorization } = hostAddressOf(await hostFor(request));
  const allowedHosts = allowedHostsOf(test, values.allowHost);
  const http = { ...(await httpSettingsOf(values, request)), allowedHosts, version: test.http?.version ?? 1 };
  const dataset = datasetOf(test, { config, testFile, rowIndex: null });
  const plan = request.planOf(dataset?.users ?? Number.POSITIVE_INFINITY);
  const tags = { only: values.tags ?? [], except: values.excludeTags ?? [] };
  const types = playedTypes(test, tags, values.userTypes, request.writes);
  requireTypesFor(types, peakUsersOf(plan));
  const startedAtMs = clock.wallNow();
  const id = newRunId(startedAtMs, () => randomBytes(4).readUInt32LE() / 2 ** 32);
  const seed = values.runSeed ?? id;
  const order: LoadOrder = {
    test,
    dataset,
    plan,
    warmUpMs: request.warmUpMs ?? 0,
    abortsAtLeak: request.abortsAtLeak ?? false,
    healthOf: request.healthOf,
    thresholds: [...declaredThresholds(test), ...request.thresholds.map(parseThreshold)],
    spawnRate: request.spawnRate ?? 1,
    taskRatio: taskRatioOf(types, peakUsersOf(plan)),
    head: { ...headOf(request, plan), id, startedAtMs, host: shown },
    input: {
      runId: id,
      testFile,
      host,
      userAgent: `pickup-load-test/${version}`,
      seed,
      config,
      settings: declaredSettings(values),
      tokens: await tokensFor(request),
      http: authorization === undefined ? http : { ...http, authorization },
      stopTimeoutMs: values.stopTimeout,
      pick: request.pick ?? "fresh",
      traceSample: values.traceSample,
      tags,
      userTypes: values.userTypes ?? null,
      rowIndex: rowIndexOf(dataset),
      writes: request.writes ?? 0,
      isolation: request.isolation ?? 0,
      visibleWithinMs: values.visibleWithin,
      asked: null,
      ledger: ledgerFor(request, config, host),
    },
    record: {
      schema: 1,
      id,
      startedAt: new Date(startedAtMs).toISOString(),
      version,
      seed,
      options: request.optionsRecord,
      config,
      machine: thisMachine(),
    },
  };
  return { order, warnings };
}

/** The file of the writes to the table behind the API; a test that says nothing of its answers has none. */
function ledgerFor({ test, testFile, options, folder }: LoadOrderRequest, config: Config | null, host: string) {
  const { table, region } = options.values;
  if (test.answers === undefined && config === null) return null;
  const isOwn = test.dataset !== undefined || config === null;
  const dataset = isOwn ? `${testFile} ${host}` : pickupDataset(config).hash;
  return ledgerPath(folder, { place: isAllowedHost(new URL(host), []) ? "local" : region, table, dataset });
}

function headOf({ isBuiltIn, testFile, options, version }: LoadOrderRequest, plan: LoadPlan) {
  const endMs = plan.kind === "each-once" ? Number.POSITIVE_INFINITY : plan.endMs;
  return {
    testName: isBuiltIn ? "built-in" : basename(fileURLToPath(testFile)),
    users: peakUsersOf(plan),
    editable: editableOf(plan),
    plannedSeconds: endMs === Number.POSITIVE_INFINITY ? null : endMs / 1000,
    traceUrl: options.values.traceUrl ?? null,
    version,
    isInsecure: options.values.insecure,
  };
}

/** Steps and passes have a load of their own at every time. */
function editableOf(plan: LoadPlan): RunHead["editable"] {
  if (plan.kind === "each-once" || plan.steps.length > 0) return "nothing";
  return plan.kind === "users" ? "users" : "arrival-rate";
}

type ConfigRequest = Pick<LoadOrderRequest, "test" | "needsConfig" | "options" | "folder" | "clock">;

/** The users of the test's dataset, or of the config; null: there is neither. Fails as {@link makeLoadOrder} does. */
export async function datasetUsersOf(request: ConfigRequest & Pick<LoadOrderRequest, "testFile">) {
  const { test, testFile } = request;
  const dataset = datasetOf(test, { config: (await configFor(request)).config, testFile, rowIndex: null });
  try {
    return dataset?.users ?? null;
  } finally {
    dataset?.close?.();
  }
}

async function configFor({ test, needsConfig, options, folder, clock }: ConfigRequest) {
  const path = resolve(folder, options.values.config);
  const wanted = needsConfig || options.origins.config !== "default" || existsSync(path);
  if (test.dataset !== undefined || !wanted) return { config: null, warnings: [] };
  return readConfig(path, clock);
}

async function hostFor({ test, options, stack }: LoadOrderRequest): Promise<string> {
  const { host, allowHost } = options.values;
  if (host !== undefined) {
    requireAllowedHost(host, allowedHostsOf(test, allowHost));
    return host;
  }
  const running = await stack();
  if (running !== null) return running.api;
  throw new KitError("PICKUP_HOST_MISSING", "no API is named, and no `pickup local` is running here", {
    hint: "Name the API under test: -H https://api.example.test; or start `pickup local` in this folder.",
  });
}

function allowedHostsOf(test: AnyLoadTest, allowHost: readonly string[] | undefined): string[] {
  return [...(allowHost ?? []), ...(test.allowHosts ?? [])];
}

/** A test whose users carry no bearer token asks for none, unless an option names a source. */
async function tokensFor({ test, options, environment, folder, stack }: LoadOrderRequest): Promise<TokenSettings> {
  const { tokenKind, tokenUrl, tokens, signWith } = options.values;
  const isNamed = (tokenKind ?? tokenUrl ?? tokens ?? signWith) !== undefined;
  if (!isNamed && Object.values(test.users).every(({ bearer }) => bearer === undefined)) return { kind: "none" };
  const asksStack = tokenKind !== "none" && (tokenUrl ?? tokens ?? signWith) === undefined;
  const localUrl = asksStack ? (await stack())?.tokens : undefined;
  return tokenSettingsOf(options.values, { environment, folder, localUrl });
}

function declaredSettings(values: LoadOrderRequest["options"]["values"]) {
  const { cutOffDays, historyLimit, completedAt, edgeMargin } = values;
  return {
    edgeMarginMs: edgeMargin,
    ...(cutOffDays === undefined ? {} : { cutOffDays }),
    ...(historyLimit === undefined ? {} : { historyLimit }),
    ...(completedAt === undefined ? {} : { completedAt }),
  };
}

function thisMachine(): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
