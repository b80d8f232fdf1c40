import type { Method } from "../scenario.ts";
import { type Code, listOf, objectOf } from "./code.ts";
import { field } from "./literals.ts";

export interface RequestPlan {
  readonly method: Method;
  readonly path: Code;
  readonly name?: Code | undefined;
  readonly headers?: readonly Code[];
  readonly json?: Code | undefined;
  readonly body?: Code | undefined;
  readonly timeout?: Code | undefined;
}

/** A request as an expression: `await user.http.get("/items", { name: "…" })`. */
export function requestCode({ method, path, name, headers = [], json, body, timeout }: RequestPlan): Code {
  const fields = [
    ...(name === undefined ? [] : [field("name", name)]),
    ...(headers.length === 0 ? [] : [field("headers", objectOf(headers))]),
    ...(json === undefined ? [] : [field("json", json)]),
    ...(body === undefined ? [] : [field("body", body)]),
    ...(timeout === undefined ? [] : [field("timeout", timeout)]),
  ];
  const options = fields.length === 0 ? [] : [objectOf(fields)];
  return [`await user.http.${method}`, listOf([path, ...options], "(", ")")];
}
