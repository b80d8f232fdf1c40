import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import { RandomStream, seedKeyOf, VirtualClock } from "../ground/index.ts";
import { type Credentials, fixedCredentials } from "./credentials.ts";
import { RequestSigner } from "./request-signer.ts";

/** SHA-256 in the form that the library asks for. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Buffer);
  }
  update(chunk: unknown): void {
    this.#hash.update(chunk as Buffer);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+=";
const operations = ["BatchWriteItem", "Query", "Scan", "GetItem"];

test("1,000 random requests are signed as AWS's own library signs them", async () => {
  const random = new RandomStream(seedKeyOf("signatures"), 0);
  const text = (length: number) => Array.from({ length }, () => letters[random.integer(letters.length)]).join("");
  for (let round = 0; round < 1000; round++) {
    const credentials: Credentials = {
      accessKeyId: text(20),
      secretAccessKey: text(20 + random.integer(60)),
      ...(random.integer(2) === 0 ? {} : { sessionToken: text(100) }),
    };
    const host =
      random.integer(2) === 0 ? "dynamodb.us-west-2.amazonaws.com" : `127.0.0.1:${8000 + random.integer(999)}`;
    const region = ["us-west-2", "eu-central-1"][random.integer(2)]!;
    const wallMs = Date.UTC(2026, 0, 1) + random.integer(0x7fff_ffff) * 20;
    const operation = operations[random.integer(operations.length)]!;
    const body = `{"x":"${text(random.integer(400))}${round % 3 === 0 ? "ünï 𝄞" : ""}"}`;
    const clock = new VirtualClock(wallMs);
    const own = await new RequestSigner(host, region, fixedCredentials(credentials), clock).sign(
      operation,
      round % 2 === 0 ? body : Buffer.from(body),
    );
    const library = new SignatureV4({ service: "dynamodb", region, credentials, sha256: Sha256, applyChecksum: false });
    const request = {
      method: "POST",
      protocol: "https:",
      hostname: host,
      path: "/",
      query: {},
      headers: own.headers,
      body,
    };
    const { headers } = await library.sign(request, { signingDate: new Date(wallMs) });
    assert.equal(own.authorization, headers["authorization"]);
  }
});

test("the key of a day is not used on the next one", async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 24, 23, 59, 59));
  const source = fixedCredentials({ accessKeyId: "a", secretAccessKey: "b" });
  const signer = new RequestSigner("localhost", "us-west-2", source, clock);
  await signer.sign("Scan", "{}");
  await clock.advance(2_000);
  const { authorization } = await signer.sign("Scan", "{}");
  const anew = await new RequestSigner("localhost", "us-west-2", source, clock).sign("Scan", "{}");
  assert.equal(authorization, anew.authorization);
  assert.match(authorization, /Credential=a\/20261125\//);
});
