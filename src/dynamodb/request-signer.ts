import { hash } from "node:crypto";
import type { Clock } from "../ground/index.ts";
import type { Credentials, CredentialSource } from "./credentials.ts";
import { HmacKey } from "./hmac.ts";

/** Headers by their lower-case names. */
export type Headers = { readonly [name: string]: string };

export interface SignedRequest {
  /** All headers to send but `authorization`; one object for many requests. */
  readonly headers: Headers;
  readonly authorization: string;
  /** What it was signed with. */
  readonly credentials: Credentials;
}

const contentType = "application/x-amz-json-1.0";

/**
 * Signs POST requests to the root of one DynamoDB by AWS Signature Version 4 (AWS's "Signature Version 4 signing
 * process"), on a clock that can be corrected. The signing key of a day is kept, so that a request costs two hashes and
 * one HMAC.
 */
export class RequestSigner {
  readonly #host: string;
  readonly #region: string;
  readonly #credentials: CredentialSource;
  readonly #clock: Clock;
  #offsetMs = 0;
  #key: SigningKey | undefined;
  #draft: Draft | undefined;
  #renewal: Promise<unknown> | undefined;
  #second = -1;
  #date = "";

  constructor(host: string, region: string, credentials: CredentialSource, clock: Clock) {
    this.#host = host;
    this.#region = region;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** Signs one operation; a body that is text is sent as UTF-8. */
  async sign(operation: string, body: string | Buffer): Promise<SignedRequest> {
    const credentials = await this.#credentials.get();
    const { headers, canonicalStart, toSignStart, authorizationStart, hmac } = this.#draftOf(operation, credentials);
    const canonical = canonicalStart + hash("sha256", body, "hex");
    const signature = hmac.digest(toSignStart + hash("sha256", canonical, "hex"));
    return { headers, authorization: authorizationStart + signature, credentials };
  }

  /** What all requests of an operation have in common within a second. */
  #draftOf(operation: string, credentials: Credentials): Draft {
    const date = this.#dateNow();
    const known = this.#draft;
    if (known?.date === date && known.operation === operation && known.credentials === credentials) return known;
    return (this.#draft = this.#newDraft(operation, credentials, date));
  }

  #newDraft(operation: string, credentials: Credentials, date: string): Draft {
    const { accessKeyId, sessionToken } = credentials;
    const headers = {
      "content-type": contentType,
      host: this.#host,
      "x-amz-date": date,
      ...(sessionToken === undefined ? undefined : { "x-amz-security-token": sessionToken }),
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    };
    const signed = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const { scope, hmac } = this.#keyFor(credentials, date.slice(0, 8));
    return {
      operation,
      credentials,
      date,
      headers,
      canonicalStart: `POST\n/\n\n${lines.join("")}\n${signed}\n`,
      toSignStart: `AWS4-HMAC-SHA256\n${date}\n${scope}\n`,
      authorizationStart: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=`,
      hmac,
    };
  }

  /** Takes the service's time from its `Date` header for all signatures to come; false when that is no time. */
  correctClock(dateHeader: string | null): boolean {
    const serviceMs = Date.parse(dateHeader ?? "");
    if (Number.isNaN(serviceMs)) return false;
    this.#offsetMs = serviceMs - this.#clock.wallNow();
    this.#second = -1;
    return true;
  }

  /** New keys in place of the refused ones; requests that were refused side by side ask for them once. */
  async renew(refused: Credentials): Promise<void> {
    if (this.#renewal === undefined) {
      const { accessKeyId, sessionToken } = await this.#credentials.get();
      if (accessKeyId !== refused.accessKeyId || sessionToken !== refused.sessionToken) return;
    }
    this.#renewal ??= this.#credentials.refresh().finally(() => (this.#renewal = undefined));
    await this.#renewal;
  }

  /** `20261124T170000Z` */
  #dateNow(): string {
    const wallMs = this.#clock.wallNow() + this.#offsetMs;
    const second = Math.floor(wallMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#date = new Date(second * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
    }
    return this.#date;
  }

  #keyFor({ accessKeyId, secretAccessKey }: Credentials, day: string): SigningKey {
    const known = this.#key;
    if (known?.day === day && known.accessKeyId === accessKeyId && known.secret === secretAccessKey) return known;
    const parts = [day, this.#region, "dynamodb", "aws4_request"];
    const first = new HmacKey(Buffer.from(`AWS4${secretAccessKey}`));
    const hmac = parts.reduce((key, part) => new HmacKey(Buffer.from(key.digest(part), "hex")), first);
    this.#key = { accessKeyId, secret: secretAccessKey, day, scope: parts.join("/"), hmac };
    return this.#key;
  }
}

/** What signs all requests of one key in one day. */
interface SigningKey {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly day: string;
  readonly scope: string;
  readonly hmac: HmacKey;
}

/** A request but for its body; its headers stand in the order of their names, as they are signed. */
interface Draft {
  readonly operation: string;
  readonly credentials: Credentials;
  readonly date: string;
  readonly headers: Headers;
  readonly canonicalStart: string;
  readonly toSignStart: string;
  readonly authorizationStart: string;
  readonly hmac: HmacKey;
}
