import { crc32 } from "node:zlib";
import { type Clock, KitError } from "../ground/index.ts";
import { HttpAgent, type HttpResponse } from "../http/index.ts";
import { withRetries } from "./with-retries.ts";
import type { Credentials, CredentialSource } from "./credentials.ts";
import { DynamodbError, errorOfAnswer, errorOfSending } from "./dynamodb-error.ts";
import { RequestSigner, type SignedRequest } from "./request-signer.ts";
import { addressOf, type DynamodbTarget } from "./target.ts";

const requestTimeoutMs = 10_000;
const maxConnections = 256;
/** A call may meet a wrong clock and keys that expire, also while they are renewed. */
const maxMends = 4;

/** Signed calls to one DynamoDB over connections that are kept open. */
export class DynamodbClient {
  readonly table: string;
  readonly #url: string;
  readonly #agent: HttpAgent;
  readonly #signer: RequestSigner;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(target: DynamodbTarget, credentials: CredentialSource, clock: Clock, random: () => number) {
    const address = new URL(addressOf(target));
    this.table = target.table;
    this.#url = `${address.origin}/`;
    this.#agent = new HttpAgent({ ...target.connect, clock, maxConnections });
    this.#signer = new RequestSigner(address.host, target.region, credentials, clock);
    this.#clock = clock;
    this.#random = random;
  }

  /** One operation on the client's table, tried again while that can help; the answer as JSON. Throws DynamodbError. */
  async call(operation: string, input: { readonly [parameter: string]: unknown }): Promise<unknown> {
    const body = JSON.stringify({ TableName: this.table, ...input });
    return withRetries(async () => parsed(await this.send(operation, body)), this.#clock, this.#random);
  }

  /**
   * One operation, its body as JSON text or its bytes, sent once; expired keys and a skewed clock are mended and the
   * call repeated. Gives the body of the answer; throws DynamodbError.
   */
  async send(operation: string, body: string | Buffer): Promise<Buffer> {
    for (let mended = 0; ; mended++) {
      const signed = await this.#signer.sign(operation, body);
      const answer = await this.#attempt(signed, body);
      if (answer.status === 200) return answer.body;
      const error = errorOfAnswer(answer.status, answer.body);
      if (mended === maxMends || !(await this.#mend(error, signed.credentials, answer.headers.get("date"))))
        throw error;
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.close();
  }

  async #attempt({ headers, authorization }: SignedRequest, body: string | Buffer): Promise<HttpResponse> {
    const request = {
      method: "POST",
      url: this.#url,
      headers,
      authorization,
      body,
      timeoutMs: requestTimeoutMs,
      isRepeatable: true,
    };
    const answer = await this.#agent.send(request).catch((error: unknown) => {
      throw error instanceof KitError ? errorOfSending(error, error.message) : error;
    });
    requireSound(answer);
    return answer;
  }

  async #mend(error: DynamodbError, credentials: Credentials, dateHeader: string | null): Promise<boolean> {
    if (error.kind === "clock") return this.#signer.correctClock(dateHeader);
    if (error.kind !== "expired") return false;
    await this.#signer.renew(credentials);
    return true;
  }
}

/** DynamoDB sends the CRC-32 of each answer with it, and TCP's own sum lets an error through now and then. */
function requireSound({ headers, body }: HttpResponse): void {
  const told = headers.get("x-amz-crc32");
  if (told === null || headers.get("content-encoding") !== null || Number(told) === crc32(body)) return;
  throw new DynamodbError("network", "damaged-answer", "the answer does not match its x-amz-crc32");
}

/** A client of a target; `random` spreads its retries. */
export function dynamodbClient(
  target: DynamodbTarget,
  credentials: CredentialSource,
  clock: Clock,
  random: () => number = Math.random,
): DynamodbClient {
  return new DynamodbClient(target, credentials, clock, random);
}

/** The JSON of an answer; one that was cut short counts as a failure of the network. */
export function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new DynamodbError("network", "malformed-answer", "the answer is not JSON", { cause: error });
  }
}
