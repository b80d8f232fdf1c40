import { type Evidence, mergeEvidence, noEvidence } from "./evidence.ts";

/** The evidence of a run as it comes in from its workers. */
export class EvidenceBook {
  #total: Evidence = noEvidence;

  get total(): Evidence {
    return this.#total;
  }

  add(evidence: Evidence): void {
    this.#total = mergeEvidence(this.#total, evidence);
  }
}
