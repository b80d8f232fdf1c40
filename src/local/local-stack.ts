import { join } from "node:path";
import { type Clock, moduleBeside } from "../ground/index.ts";
import type { DatabaseSettings } from "./database/database.ts";
import type { DatabaseStore } from "./database/database-store.ts";
import type { FaultProxySettings, ProxiedService } from "./faults/proxies.ts";
import type { Faults } from "./faults/fault-file.ts";
import type { LyingSettings } from "./lies/liar.ts";
import type { ApiServiceSettings } from "./pickup-api/api.ts";
import { ServiceProcess } from "./service-process.ts";
import type { TokenServiceOptions } from "./token-service/token-service.ts";

export interface LocalStackOptions {
  /** Absolute. The API reads its settings live from `pickup-api.config.json` in it. */
  readonly folder: string;
  readonly table: string;
  readonly region: string;
  readonly productCode: string;
  readonly tokenLifetimeMs: number;
  /** How often the token service signs with a new key; left out: never. */
  readonly rotateKeyMs?: number | undefined;
  /** 0: a free one. */
  readonly ports: { readonly dynamodb: number; readonly tokens: number; readonly api: number };
  /** Left out: dynalite. */
  readonly store?: DatabaseStore | undefined;
  /** Absolute, with dynalite only; keeps the items and the token service's key. Left out: they end with the stack. */
  readonly dataFolder?: string | undefined;
  /** Absolute; the API adds a JSON line to it for every request. */
  readonly accessLog?: string | undefined;
  /** Absolute; names the series of episodes. Left out: `config.json` of the folder. */
  readonly configFile?: string | undefined;
  /** How long after it was acknowledged a marker that a player reports is stored; 0: before. */
  readonly visibleAfterMs?: number | undefined;
  /** The API is killed between the acknowledgement of its so manieth write and its storage. */
  readonly crashAfterWrites?: number | undefined;
  /** Absolute; the API adds a JSON line to it for every write that it acknowledges and for every one that it stores. */
  readonly writeLog?: string | undefined;
  /** Absolute; a lie file. The API then tells these lies, and writes each into `liesLog`. */
  readonly lies?: string | undefined;
  /** Absolute; left out: `lies.jsonl` of the folder. */
  readonly liesLog?: string | undefined;
  /** Absolute; a fault file. A proxy with these faults then stands in front of each service that it has a section for. */
  readonly faults?: string | undefined;
  readonly clock: Clock;
  /** Is told what happens to the services, line by line. */
  readonly notice: (line: string) => void;
}

/** A service of the stack. After a crash it is started again on its port, after a few seconds. */
export interface LocalService {
  /** Without a trailing slash. */
  readonly url: string;
  /** Of its process; null while it is stopped. */
  readonly pid: number | null;
  /** Stops it until `start`, which gives it the port it had. What an in-memory database held is gone then. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The embedded stack, each service a process of its own. When this process ends, however it ends, so do they. */
export interface LocalStack {
  /** With an empty table of markers. */
  readonly dynamodb: LocalService;
  /** Payloads are taken at its address, OAuth 2 at `/oauth/token`; keys are at `/.well-known/jwks.json`. */
  readonly tokens: LocalService;
  readonly api: LocalService;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB, token service and pickup-api, and resolves when all are ready. Throws `PICKUP_PORT_UNUSABLE`,
 * `PICKUP_DATA_UNUSABLE`, `PICKUP_TOKEN_KEY_UNUSABLE`, `PICKUP_ACCESS_LOG_UNUSABLE`,
 * `PICKUP_WRITE_LOG_UNUSABLE`, `PICKUP_LIES_INVALID`, `PICKUP_LIES_LOG_UNUSABLE` or `PICKUP_FAULTS_INVALID` (exit code
 * 2); nothing runs then.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const faults = options.faults === undefined ? null : await readFaultFile(options.faults);
  if (faults === null) return startServices(options);
  const services = await startServices({ ...options, ports: portsBehind(options.ports, faults) });
  const proxies: LocalService[] = [];
  const close = async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await services.close();
  };
  const inFront = async (service: ProxiedService) => {
    if (faults[service] === undefined) return services[service];
    const proxy = new ServiceProcess<FaultProxySettings>({
      name: `fault proxy of ${service}`,
      entry: moduleBeside(import.meta.url, "./faults/process"),
      afterCrash: ", its counts and given keys forgotten",
      clock: options.clock,
      notice: options.notice,
    });
    proxies.push(proxy);
    await proxy.start({ port: options.ports[service], service, faults, upstream: services[service].url });
    return behindProxy(services[service], proxy);
  };
  try {
    const [dynamodb, tokens, api] = await Promise.all([inFront("dynamodb"), inFront("tokens"), inFront("api")]);
    return { dynamodb, tokens, api, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The validator is loaded only where there is something to validate. */
async function readFaultFile(path: string): Promise<Faults> {
  const { readFaults } = await import("./faults/fault-file.ts");
  return readFaults(path);
}

/** The port that was asked for is the proxy's; the service behind takes any. */
function portsBehind(ports: LocalStackOptions["ports"], faults: Faults): LocalStackOptions["ports"] {
  const portOf = (service: ProxiedService) => (faults[service] === undefined ? ports[service] : 0);
  return { dynamodb: portOf("dynamodb"), tokens: portOf("tokens"), api: portOf("api") };
}

/** A service reached through its proxy. */
function behindProxy(service: LocalService, proxy: ServiceProcess<FaultProxySettings>): LocalService {
  return {
    get url() {
      return proxy.url;
    },
    get pid() {
      return service.pid;
    },
    stop: async () => void (await Promise.all([proxy.stop(), service.stop()])),
    start: async () => {
      await service.start();
      await proxy.start();
    },
  };
}

async function startServices(options: LocalStackOptions): Promise<LocalStack> {
  const { dataFolder, clock, notice } = options;
  const describe = (name: string, module: string, afterCrash = "") => ({
    name,
    entry: moduleBeside(import.meta.url, module),
    afterCrash,
    clock,
    notice,
  });
  const emptied = dataFolder === undefined ? ", empty: its items were in memory" : "";
  const dynamodb = new ServiceProcess<DatabaseSettings>(describe("embedded DynamoDB", "./database/process", emptied));
  const tokens = new ServiceProcess<TokenServiceOptions>(describe("token service", "./token-service/process"));
  const api = new ServiceProcess<ApiServiceSettings>(describe("pickup-api", "./pickup-api/process"));
  const close = async () => {
    await Promise.all([api, tokens, dynamodb].map((service) => service.stop()));
  };
  try {
    const lying = await readLying(options);
    for (const service of [dynamodb, tokens, api]) service.launch();
    await Promise.all([dynamodb.start(databaseSettings(options)), tokens.start(tokenSettings(options))]);
    await api.start({ ...apiSettings(options, dynamodb.url, tokens.url), lying });
  } catch (error) {
    await close();
    throw error;
  }
  return { dynamodb, tokens, api, close };
}

function databaseSettings(options: LocalStackOptions): DatabaseSettings {
  const { ports, store = "dynalite", dataFolder, table, region } = options;
  return { port: ports.dynamodb, store, folder: dataFolder ?? null, table, region };
}

function tokenSettings({ ports, folder, tokenLifetimeMs, rotateKeyMs }: LocalStackOptions): TokenServiceOptions {
  return {
    rotateKeyMs: rotateKeyMs ?? null,
    port: ports.tokens,
    lifetimeSeconds: Math.max(1, Math.round(tokenLifetimeMs / 1000)),
    keyFile: join(folder, ".pickup", "token-service-key.pem"),
  };
}

async function readLying({ folder, lies, liesLog }: LocalStackOptions): Promise<LyingSettings | null> {
  if (lies === undefined) return null;
  const { readLies } = await import("./lies/lie-file.ts");
  return { lies: await readLies(lies), log: liesLog ?? join(folder, "lies.jsonl") };
}

function apiSettings(
  options: LocalStackOptions,
  dynamodbUrl: string,
  tokensUrl: string,
): Omit<ApiServiceSettings, "lying"> {
  const { ports, folder, table, region, productCode, configFile = join(folder, "config.json") } = options;
  return {
    port: ports.api,
    dynamodbUrl,
    tokensUrl,
    table,
    region,
    productCode,
    settingsFile: join(folder, "pickup-api.config.json"),
    configFile,
    accessLog: options.accessLog ?? null,
    writeLog: options.writeLog ?? null,
    visibleAfterMs: options.visibleAfterMs ?? 0,
    crashAfterWrites: options.crashAfterWrites ?? null,
  };
}
