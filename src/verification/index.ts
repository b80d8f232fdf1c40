export {
  type AnswerShape,
  continueWatchingShape,
  type EntryValue,
  type FieldKind,
  type TimeFormat,
} from "./answer-shape.ts";
export type { Clues } from "./clues.ts";
export { type AnswerDeclaration, declaredTruth, rowOf, type ShownFields } from "./declared-truth.ts";
export { type Difference, type Fact, type Reason, reasons } from "./difference.ts";
export { findOwners } from "./find-owners.ts";
export {
  ledgerEvents,
  LedgerFile,
  ledgerLine,
  type LedgerEvent,
  ledgerPath,
  type LedgerSubject,
} from "./ledger-file.ts";
export { type Evidence, mergeEvidence, noEvidence, type WrongUser } from "./evidence.ts";
export { EvidenceBook } from "./evidence-book.ts";
export { EvidenceCollector } from "./evidence-collector.ts";
export { explain } from "./explain.ts";
export { type LedgerWrite, ledgerWrites } from "./ledger-state.ts";
export { verificationOptions } from "./options.ts";
export { pickupTruth, rowOfMarker } from "./pickup-truth.ts";
export { requireSomethingOwed } from "./require-something-owed.ts";
export { isEmptyAnswer, revealedRow, revealsAnother } from "./revealed.ts";
export type { Row } from "./row.ts";
export type { DeclaredSettings } from "./rules.ts";
export { type AuditFinding, type AuditResult, TableAudit } from "./table-audit.ts";
export type { Truth } from "./truth.ts";
export { truthWithWrites } from "./truth-with-writes.ts";
export { Verifier, type VerifierOptions } from "./verifier.ts";
export type { Reading, WriteState } from "./version.ts";
export { type OpenWrite, WriteLedger, type WriteJournal } from "./write-ledger.ts";
