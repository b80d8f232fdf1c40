import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../ground/index.ts";
import { loopback, portUnusable } from "../listen-address.ts";
import type { RunningService } from "../running-service.ts";
import { Operations } from "./operations.ts";
import { Refused } from "./refused.ts";

export interface MemoryDynamodbSettings {
  /** 0: a free one. */
  readonly port: number;
  readonly region: string;
}

/** Longer than any client rests. */
const restMs = 300_000;
const targetPattern = /^DynamoDB_20120810\.(\w+)$/;
const mediaType = "application/x-amz-json-1.0";

/**
 * Starts a DynamoDB of our own, in memory and for volume: the operations of {@link Operations}, no signatures checked,
 * no limits but the page of 1 MB, nothing kept when it ends. Throws `PICKUP_PORT_UNUSABLE` (exit code 2).
 */
export async function startMemoryDynamodb(
  { port, region }: MemoryDynamodbSettings,
  clock: Clock,
): Promise<RunningService> {
  const operations = new Operations(region, () => clock.wallNow());
  const server = createServer({ keepAliveTimeout: restMs, requestTimeout: 0 }, (request, response) => {
    serve(operations, request, response);
  });
  server.listen(port, loopback);
  await once(server, "listening").catch((cause: unknown) => {
    throw portUnusable("embedded DynamoDB", port, cause);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${loopback}:${(server.address() as AddressInfo).port}`, close };
}

function serve(operations: Operations, request: IncomingMessage, response: ServerResponse): void {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const operation = targetPattern.exec(String(request.headers["x-amz-target"]))?.[1] ?? "unknown";
    const { status, body } = answerTo(operations, operation, Buffer.concat(pieces).toString());
    const bytes = Buffer.from(body);
    response.writeHead(status, { "content-type": mediaType, "content-length": bytes.length }).end(bytes);
  });
}

function answerTo(operations: Operations, operation: string, body: string): { status: number; body: string } {
  try {
    return { status: 200, body: operations.answer(operation, body) };
  } catch (error) {
    const { status, type, message } = refusalOf(error);
    return { status, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }) };
  }
}

function refusalOf(error: unknown): { status: number; type: string; message: string } {
  if (error instanceof Refused) return { status: 400, type: error.type, message: error.message };
  if (error instanceof SyntaxError) return { status: 400, type: "SerializationException", message: error.message };
  return { status: 500, type: "InternalServerError", message: String(error) };
}
