// The public face: what a test file imports from "pickup-load-test". A test file runs on Node, so it sees Node's types.
/// <reference types="node" preserve="true" />
export type { Marker } from "./dataset/index.ts";
export { between, constant, constantPacing, constantThroughput, type Task, type Wait } from "./engine/index.ts";
export type { Duration, Outcome } from "./ground/index.ts";
export type { Answer, Sample } from "./http/index.ts";
export type { AnswerDeclaration } from "./verification/index.ts";
export {
  type Dataset,
  defineLoadTest,
  type Events,
  type LoadOptions,
  type LoadTest,
  rows,
  type RowSource,
  type RowsOptions,
  type Run,
  type Threshold,
  type User,
  type UserLedger,
  type UserHttp,
  type UserType,
} from "./loadtest/index.ts";
