import type { Clock } from "../ground/index.ts";
import type { HttpAgent } from "../http/index.ts";
import { fillTemplate } from "./payload-template.ts";
import { tokenOfAnswer } from "./token-answer.ts";
import { serviceUnreachable } from "./token-errors.ts";
import { printableUrl, type ServiceSettings } from "./token-settings.ts";
import type { Token, TokenSource } from "./token.ts";

const headers = { "content-type": "application/json", accept: "application/json" };

/** Asks the token service for each user by POST of the filled template. */
export class ServiceSource implements TokenSource {
  readonly #settings: ServiceSettings;
  readonly #agent: HttpAgent;
  readonly #clock: Clock;
  readonly #where: string;

  constructor(settings: ServiceSettings, agent: HttpAgent, clock: Clock) {
    this.#settings = settings;
    this.#agent = agent;
    this.#clock = clock;
    this.#where = printableUrl(settings.url);
  }

  async fetch(userId: string): Promise<Token> {
    const { url, template, pointer, timeoutMs } = this.#settings;
    const body = fillTemplate(template, userId);
    const request = { method: "POST", url, headers, body, timeoutMs, isRepeatable: true };
    const answer = await this.#agent.send(request).catch((cause: unknown) => {
      throw serviceUnreachable(this.#where, cause);
    });
    return tokenOfAnswer(answer, pointer, this.#where, this.#clock.wallNow());
  }

  close(): void {
    this.#agent.close();
  }
}
