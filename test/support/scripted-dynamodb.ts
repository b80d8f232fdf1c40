import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { listening, type RunningServer } from "./dynalite.ts";

export interface ReceivedCall {
  /** 0 for the first call. */
  readonly number: number;
  readonly operation: string;
  readonly input: unknown;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** An answer, or what becomes of the connection: `reset` at once, `half` an answer, `silence`. */
export type ScriptedAnswer =
  | { readonly status: number; readonly json: unknown; readonly headers?: { readonly [name: string]: string } }
  | "reset"
  | "half"
  | "silence";

export interface ScriptedDynamodb extends RunningServer {
  readonly calls: readonly ReceivedCall[];
}

/** A server that speaks DynamoDB's protocol and answers each call as `answer` says. */
export async function startScripted(answer: (call: ReceivedCall) => ScriptedAnswer): Promise<ScriptedDynamodb> {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
      const call = {
        number: calls.length,
        operation,
        input: body === "" ? null : JSON.parse(body),
        body,
        headers: request.headers,
      };
      calls.push(call);
      reply(response, answer(call));
    });
  });
  return Object.assign(await listening(server), { calls });
}

/** DynamoDB's form of an error. */
export function refusal(
  status: number,
  type: string,
  fields: { readonly [field: string]: unknown } = {},
  headers: { readonly [name: string]: string } = {},
): ScriptedAnswer {
  const json = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `scripted ${type}`, ...fields };
  return { status, json, headers };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

function reply(response: ServerResponse, answer: ScriptedAnswer): void {
  if (answer === "silence") return;
  if (answer === "reset") return void response.socket?.resetAndDestroy();
  if (answer === "half") {
    response.writeHead(200, { "content-length": 100 });
    response.write('{"Unpro');
    return void setImmediate(() => response.destroy());
  }
  const body = JSON.stringify(answer.json);
  response.writeHead(answer.status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    ...answer.headers,
  });
  response.end(body);
}
