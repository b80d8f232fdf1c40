import { type Clock, KitError } from "../ground/index.ts";
import { HttpAgent } from "../http/index.ts";
import { withRetries } from "./with-retries.ts";
import type { CredentialSource } from "./credentials.ts";
import { DynamodbError, errorOfAnswer, errorOfSending } from "./dynamodb-error.ts";
import { RequestSigner } from "./request-signer.ts";
import { addressOf, type DynamodbTarget } from "./target.ts";

const requestTimeoutMs = 10_000;
const maxConnections = 256;

/** Signed calls to one DynamoDB over connections that are kept open. */
export class DynamodbClient {
  readonly table: string;
  readonly #url: string;
  readonly #host: string;
  readonly #agent: HttpAgent;
  readonly #credentials: CredentialSource;
  readonly #signer: RequestSigner;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(target: DynamodbTarget, credentials: CredentialSource, clock: Clock, random: () => number) {
    const address = new URL(addressOf(target));
    this.table = target.table;
    this.#url = `${address.origin}/`;
    this.#host = address.host;
    this.#agent = new HttpAgent({ ...target.connect, clock, maxConnections });
    this.#credentials = credentials;
    this.#signer = new RequestSigner(address, target.region, credentials, clock);
    this.#clock = clock;
    this.#random = random;
  }

  /** One operation on the client's table, tried again while that can help; the answer as JSON. Throws DynamodbError. */
  async call(operation: string, input: { readonly [parameter: string]: unknown }): Promise<unknown> {
    const body = JSON.stringify({ TableName: this.table, ...input });
    return withRetries(async () => parsed(await this.send(operation, body)), this.#clock, this.#random);
  }

  /**
   * One operation, its body as JSON text, sent once; expired keys and a skewed clock are mended and the call repeated.
   * Gives the body of the answer; throws DynamodbError.
   */
  async send(operation: string, body: string): Promise<Buffer> {
    for (let mended = 0; ; mended++) {
      const answer = await this.#attempt(operation, body);
      if (answer.status === 200) return answer.body;
      const error = errorOfAnswer(answer.status, answer.body);
      if (mended === 2 || !(await this.#mend(error, answer.headers.get("date")))) throw error;
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.close();
  }

  async #attempt(operation: string, body: string) {
    const headers = await this.#signer.sign(
      {
        host: this.#host,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
      body,
    );
    const request = { method: "POST", url: this.#url, headers, body, timeoutMs: requestTimeoutMs, isRepeatable: true };
    try {
      return await this.#agent.send(request);
    } catch (error) {
      throw error instanceof KitError ? errorOfSending(error, error.message) : error;
    }
  }

  async #mend(error: DynamodbError, dateHeader: string | null): Promise<boolean> {
    if (error.kind === "clock") return this.#signer.correctClock(dateHeader);
    if (error.kind !== "expired") return false;
    await this.#credentials.refresh();
    return true;
  }
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
