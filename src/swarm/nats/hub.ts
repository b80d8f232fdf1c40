import { jetstream, type JetStreamClient, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { Objm } from "@nats-io/obj";
import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import { exitCodes, KitError } from "../../ground/index.ts";
import { type NatsSettings, shownNats } from "./nats-settings.ts";

/** A connection to NATS with JetStream. It connects again for ever when the server goes away. */
export interface Hub {
  readonly connection: NatsConnection;
  readonly streams: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly keys: Kvm;
  readonly objects: Objm;
}

const connectTimeoutMs = 5000;

/**
 * Connects. Throws `PICKUP_NATS_UNREACHABLE` (exit code 5), `PICKUP_NATS_REFUSED` (4: credentials) or
 * `PICKUP_NATS_NO_JETSTREAM` (5).
 */
export async function connectHub(settings: NatsSettings, name: string): Promise<Hub> {
  const connection = await connected(settings, name);
  try {
    const manager = await jetstreamManager(connection, { checkAPI: true });
    const streams = jetstream(connection);
    return { connection, streams, manager, keys: new Kvm(streams), objects: new Objm(streams) };
  } catch (cause) {
    await connection.close();
    throw new KitError("PICKUP_NATS_NO_JETSTREAM", `the NATS server ${shownNats(settings)} offers no JetStream`, {
      hint: "Start it with JetStream: nats-server -js; or allow it for this account.",
      exitCode: exitCodes.unreachable,
      cause,
    });
  }
}

async function connected(settings: NatsSettings, name: string): Promise<NatsConnection> {
  const { servers, user, pass } = serversOf(settings);
  try {
    return await connect({
      servers,
      name,
      ...(user === undefined ? {} : { user, pass: pass ?? "" }),
      timeout: connectTimeoutMs,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 100,
      pingInterval: 5000,
      ignoreAuthErrorAbort: true,
      ...(settings.credentials === undefined
        ? {}
        : { authenticator: credsAuthenticator(new TextEncoder().encode(settings.credentials)) }),
      ...(settings.ca === undefined ? {} : { tls: { ca: settings.ca } }),
    });
  } catch (cause) {
    throw refusal(settings, cause);
  }
}

function serversOf({ url }: NatsSettings) {
  const urls = url.split(",").map((one) => new URL(one.includes("://") ? one : `nats://${one}`));
  const { username, password } = urls[0]!;
  return {
    servers: urls.map(({ host }) => host),
    user: username === "" ? undefined : decodeURIComponent(username),
    pass: password === "" ? undefined : decodeURIComponent(password),
  };
}

function refusal(settings: NatsSettings, cause: unknown): KitError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/authorization|authentication|permissions/i.test(message)) {
    return new KitError("PICKUP_NATS_REFUSED", `the NATS server ${shownNats(settings)} refused the credentials`, {
      hint: "Check the user and password in --nats, or the file of --nats-creds.",
      exitCode: exitCodes.credentials,
      cause,
    });
  }
  return new KitError("PICKUP_NATS_UNREACHABLE", `no NATS server answers at ${shownNats(settings)}: ${message}`, {
    hint: "Check --nats and that the server runs; nats-server -js starts one.",
    exitCode: exitCodes.unreachable,
    cause,
  });
}
