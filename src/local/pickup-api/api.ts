import { type Clock, systemClock } from "../../ground/index.ts";
import { loopback, portUnusable } from "../listen-address.ts";
import type { LyingSettings } from "../lies/liar.ts";
import type { RunningService } from "../running-service.ts";
import { openAccessLog } from "./access-log.ts";
import { pickupApi } from "./app.ts";
import { type Authenticate, bearerOf } from "./bearer.ts";
import { DynamodbStore } from "./dynamodb-store.ts";
import { type Historian, honestHistorian } from "./historian.ts";
import { LiveCatalogue } from "./live-catalogue.ts";
import { LiveSettings } from "./live-settings.ts";
import type { MarkerStore } from "./marker-store.ts";
import { MarkerWriter, type WritingSettings } from "./marker-writer.ts";
import { noWriteLog, openWriteLog } from "./write-log.ts";

export interface ApiServiceSettings extends WritingSettings {
  /** 0: a free one. */
  readonly port: number;
  readonly dynamodbUrl: string;
  readonly table: string;
  readonly region: string;
  readonly tokensUrl: string;
  readonly productCode: string;
  /** Absolute; read live. */
  readonly settingsFile: string;
  /** Absolute; names the series of episodes. Read when it is needed. */
  readonly configFile: string;
  /** Absolute; null: no log. */
  readonly accessLog: string | null;
  /** Null: the truth. */
  readonly lying: LyingSettings | null;
  /** Absolute; null: no log. */
  readonly writeLog: string | null;
}

/**
 * Starts the reference pickup-api over a DynamoDB. Throws `PICKUP_PORT_UNUSABLE`, `PICKUP_ACCESS_LOG_UNUSABLE`,
 * `PICKUP_WRITE_LOG_UNUSABLE` or `PICKUP_LIES_LOG_UNUSABLE` (exit code 2).
 */
export async function startApi(service: ApiServiceSettings): Promise<RunningService> {
  const { port, dynamodbUrl, table, region, tokensUrl, productCode, settingsFile, configFile } = service;
  const { visibleAfterMs, crashAfterWrites } = service;
  const clock = systemClock;
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const settings = new LiveSettings(settingsFile, clock, log);
  const accessLog = service.accessLog === null ? undefined : await openAccessLog(service.accessLog);
  const writeLog = service.writeLog === null ? noWriteLog : openWriteLog(service.writeLog);
  const honest = {
    store: new DynamodbStore({ endpoint: dynamodbUrl, region, table }, clock),
    authenticate: bearerOf(`${tokensUrl}/.well-known/jwks.json`, clock),
    historian: honestHistorian,
    close: () => undefined,
  };
  const { store, authenticate, historian, close: closeLies } = await maybeLying(honest, service.lying, clock);
  const crash = () => process.kill(process.pid, "SIGKILL");
  const writer = new MarkerWriter({ store, clock, writeLog, log, crash, visibleAfterMs, crashAfterWrites });
  const app = pickupApi({
    store,
    writer,
    historian,
    catalogue: new LiveCatalogue(configFile, clock, log),
    authenticate,
    settings: () => settings.current,
    productCode,
    clock,
    accessLog,
    log,
  });
  await settings.watch();
  await warmUp(store, authenticate);
  const url = await app.listen({ port, host: loopback }).catch((cause: unknown) => {
    throw portUnusable("pickup-api", port, cause);
  });
  const close = async () => {
    settings.close();
    await app.close();
    await writer.close();
    store.close();
    writeLog.close();
    closeLies();
    await accessLog?.close();
  };
  return { url, close };
}

interface Voice {
  readonly store: MarkerStore;
  readonly authenticate: Authenticate;
  readonly historian: Historian;
  readonly close: () => void;
}

/** Most services do not lie: only the others load what it takes. */
async function maybeLying(honest: Voice, lying: LyingSettings | null, clock: Clock): Promise<Voice> {
  if (lying === null) return honest;
  const { lyingVoice } = await import("../lies/liar.ts");
  return { ...honest, ...lyingVoice(honest, lying, clock) };
}

const warmUpRounds = 5;
/** Well formed and of a key that nobody has: it makes the keys be fetched. */
const strangersToken = [{ alg: "ES256", kid: "nobody" }, {}, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .join(".");

/** The first answers of a fresh process take ten times as long as later ones: without this a test would measure that. */
async function warmUp(store: MarkerStore, authenticate: Authenticate): Promise<void> {
  for (let round = 0; round < warmUpRounds; round++)
    await Promise.allSettled([authenticate(`Bearer ${strangersToken}`), store.markersOf("nobody")]);
}
