import type { Clock } from "../ground/index.ts";
import type { HttpAgent } from "../http/index.ts";
import { tokenOfAnswer } from "./token-answer.ts";
import { serviceUnreachable } from "./token-errors.ts";
import { type OauthSettings, printableUrl } from "./token-settings.ts";
import type { Token, TokenSource } from "./token.ts";

const sharedForMs = 1000;
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
/** RFC 8693 wants a URI that says what the subject token is: here the bare id of a user. */
const userIdSubject = "urn:pickup-load-test:user-id";

/**
 * Asks an OAuth 2 token endpoint: `client_credentials` (RFC 6749, 4.4) or token exchange (RFC 8693) with the user's id
 * as the subject. When nothing in the request depends on the user, users who ask within a second share one token.
 */
export class OauthSource implements TokenSource {
  readonly #settings: OauthSettings;
  readonly #agent: HttpAgent;
  readonly #clock: Clock;
  readonly #where: string;
  readonly #headers: Record<string, string>;
  readonly #fields: [name: string, value: string][];
  readonly #isPerUser: boolean;
  #shared: Promise<Token> | null = null;
  #sharedUntilMs = 0;

  constructor(settings: OauthSettings, agent: HttpAgent, clock: Clock) {
    this.#settings = settings;
    this.#agent = agent;
    this.#clock = clock;
    this.#where = printableUrl(settings.url);
    this.#headers = headersOf(settings);
    this.#fields = fieldsOf(settings);
    this.#isPerUser = this.#fields.some(([, value]) => value.includes("{userId}"));
  }

  fetch(userId: string): Promise<Token> {
    if (this.#isPerUser) return this.#ask(userId);
    // No longer than a moment: who asks later wants a newer one, because his was refused or nears its end.
    if (this.#shared === null || this.#clock.now() >= this.#sharedUntilMs) {
      this.#shared = this.#ask(userId);
      this.#sharedUntilMs = Infinity;
      const settled = () => {
        this.#sharedUntilMs = this.#clock.now() + sharedForMs;
      };
      this.#shared.then(settled, settled);
    }
    return this.#shared;
  }

  close(): void {
    this.#agent.close();
  }

  async #ask(userId: string): Promise<Token> {
    const { url, pointer, timeoutMs } = this.#settings;
    const form = new URLSearchParams();
    for (const [name, value] of this.#fields)
      form.set(
        name,
        value.replaceAll("{userId}", () => userId),
      );
    for (const [name, value] of Object.entries(clientFieldsOf(this.#settings))) form.set(name, value);
    const request = {
      method: "POST",
      url,
      headers: this.#headers,
      body: form.toString(),
      timeoutMs,
      isRepeatable: true,
    };
    const answer = await this.#agent.send(request).catch((cause: unknown) => {
      throw serviceUnreachable(this.#where, cause);
    });
    return tokenOfAnswer(answer, pointer, this.#where, this.#clock.wallNow());
  }
}

function headersOf({ authentication, clientId, clientSecret }: OauthSettings): Record<string, string> {
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  if (authentication === "body") return headers;
  const credentials = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  return { ...headers, authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function fieldsOf({ grant, parameters }: OauthSettings): [string, string][] {
  const fields =
    grant === "client-credentials"
      ? { grant_type: "client_credentials" }
      : { grant_type: tokenExchange, subject_token: "{userId}", subject_token_type: userIdSubject };
  return Object.entries({ ...fields, ...parameters });
}

function clientFieldsOf({ authentication, clientId, clientSecret }: OauthSettings): Record<string, string> {
  return authentication === "body" ? { client_id: clientId, client_secret: clientSecret } : {};
}

/** RFC 6749, 2.3.1: id and secret are form-encoded before they are joined by a colon. */
function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
