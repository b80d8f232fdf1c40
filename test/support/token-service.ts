import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { text } from "node:stream/consumers";

export interface TokenService {
  readonly url: string;
  /** For whom it was asked and when, by `performance.now()`. */
  readonly asked: readonly { readonly userId: string; readonly atMs: number }[];
}

/** A token service of this process that gives every user the token `token-of-ID`, ended after the test. */
export async function startTokenService(t: TestContext): Promise<TokenService> {
  const asked: { userId: string; atMs: number }[] = [];
  const server = createServer((request, answer) => {
    const atMs = performance.now();
    void giveToken(request, answer).then((userId) => asked.push({ userId, atMs }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tokens`, asked };
}

async function giveToken(request: IncomingMessage, answer: ServerResponse): Promise<string> {
  const [, userId = ""] = /"userId":"([^"]+)"/.exec(await text(request)) ?? [];
  answer.setHeader("content-type", "application/json");
  answer.end(JSON.stringify({ encryptedToken: `token-of-${userId}` }));
  return userId;
}
