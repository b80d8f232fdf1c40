import type { FaultKind } from "./fault-draws.ts";
import { KeyCounts } from "./key-counts.ts";

/** What a fault proxy has seen and done, as `GET /faults` tells it. */
export interface FaultReport {
  readonly requests: number;
  readonly operations: { readonly [operation: string]: number };
  /** Faults played, by kind; `partlyUnprocessed` counts batches. */
  readonly faults: { readonly [kind: string]: number };
  /** Items refused for want of write units or by lot, by reason; `lot` came back without an exception. */
  readonly refusedItems: { readonly [reason: string]: number };
  /** Requests whose signature, key or date was refused, by DynamoDB's name of the error. */
  readonly refusedSignatures: { readonly [type: string]: number };
  readonly verifiedSignatures: number;
  readonly writes: {
    /** Items that the service behind has taken, with those taken again. */
    readonly puts: number;
    readonly deletes: number;
    readonly units: number;
    /** Different keys among the puts. */
    readonly keys: number;
    /** Puts of a key that was put before. */
    readonly rewrites: number;
    /** Milliseconds since 1970; null before the first. */
    readonly firstMs: number | null;
    readonly lastMs: number | null;
  };
}

/** Counts what passes a fault proxy. */
export class FaultCounts {
  readonly #putKeys = new KeyCounts();
  readonly #named = new Map<string, Map<string, number>>();
  #requests = 0;
  #verified = 0;
  #puts = 0;
  #deletes = 0;
  #units = 0;
  #firstMs: number | null = null;
  #lastMs: number | null = null;

  /** The number of a new request, from 1. */
  request(): number {
    return ++this.#requests;
  }

  operation(name: string): void {
    this.#count("operations", name);
  }

  fault(kind: FaultKind | "partlyUnprocessed"): void {
    this.#count("faults", kind);
  }

  refusedItems(reason: string, items: number): void {
    if (items > 0) this.#count("refusedItems", reason, items);
  }

  signature(refusal: string | null): void {
    if (refusal === null) this.#verified++;
    else this.#count("refusedSignatures", refusal);
  }

  /** An item that the service behind has put or deleted. */
  write(action: "put" | "delete", key: string, units: number, wallMs: number): void {
    this.#firstMs ??= wallMs;
    this.#lastMs = wallMs;
    this.#units += units;
    if (action === "delete") this.#deletes++;
    else {
      this.#puts++;
      this.#putKeys.add(key);
    }
  }

  clear(): void {
    this.#requests = this.#verified = this.#puts = this.#deletes = this.#units = 0;
    this.#firstMs = this.#lastMs = null;
    this.#named.clear();
    this.#putKeys.clear();
  }

  report(): FaultReport {
    const named = (group: string) => Object.fromEntries(this.#named.get(group) ?? []);
    return {
      requests: this.#requests,
      operations: named("operations"),
      faults: named("faults"),
      refusedItems: named("refusedItems"),
      refusedSignatures: named("refusedSignatures"),
      verifiedSignatures: this.#verified,
      writes: {
        puts: this.#puts,
        deletes: this.#deletes,
        units: this.#units,
        keys: this.#putKeys.keys,
        rewrites: this.#puts - this.#putKeys.keys,
        firstMs: this.#firstMs,
        lastMs: this.#lastMs,
      },
    };
  }

  #count(group: string, name: string, count = 1): void {
    const names = this.#named.get(group) ?? new Map<string, number>();
    names.set(name, (names.get(name) ?? 0) + count);
    this.#named.set(group, names);
  }
}
