import type { Origin } from "./origin.ts";
import type { Proxy } from "./proxy.ts";
import type { Transfer } from "./transfer.ts";

/** One user's way to one origin: it finds or makes the connection that carries a transfer. */
export interface TransferPool {
  readonly origin: Origin;
  /** The proxy that requests are made for; null when there is none, or only a tunnel through it. */
  readonly proxy: Proxy | null;
  /** Sends a transfer as soon as a connection can carry it. */
  send(transfer: Transfer, nowMs: number): void;
  /** Ends every connection and returns the transfers that were on their way or waiting. */
  close(): Transfer[];
}
