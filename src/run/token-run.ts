import type { Config } from "../dataset/index.ts";
import type { ConnectSettings } from "../http/index.ts";
import { Coordinator, type Transport } from "../swarm/index.ts";
import {
  type Collected,
  SpreadCollection,
  type SpreadRequest,
  type TokenReport,
  type TokenSettings,
  type TokenShare,
} from "../tokens/index.ts";
import { runUntil } from "./run-until.ts";

export interface TokenRunRequest extends SpreadRequest {
  readonly config: Config;
  readonly settings: TokenSettings;
  readonly connect: ConnectSettings;
}

/** What may still be under way at the end is thrown away. */
const stopGraceMs = 0;

/** Fetches the token of every user on machines that come and go, into one file here; ends as `collectTokens` does. */
export async function collectOnMachines(transport: Transport, request: TokenRunRequest): Promise<Collected> {
  const { config, settings, connect, concurrency, clock } = request;
  const collection = await SpreadCollection.open(request, transport.parts);
  const order = {
    job: "tokens",
    input: { config, settings, connect, concurrency },
    shareOf: ({ held }: { readonly held: readonly number[] }) => collection.shareOf(held),
    onHeard: (report: TokenReport) => collection.heard(report),
    onLateReport: (_second: number, report: TokenReport) => collection.heard(report),
    onReports(_second: number, reports: readonly TokenReport[]) {
      for (const report of reports) collection.heard(report);
      collection.advance();
      if (collection.isOver) coordinator.stop(stopGraceMs);
    },
  };
  let coordinator: Coordinator<TokenShare, TokenReport>;
  try {
    coordinator = await Coordinator.prepare<TokenShare, TokenReport>(order, transport, clock);
    await runUntil(request.interrupted, coordinator, stopGraceMs);
    return collection.conclude();
  } finally {
    await transport.close();
    await collection.close();
  }
}
