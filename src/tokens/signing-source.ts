import type { KeyObject } from "node:crypto";
import type { Clock } from "../ground/index.ts";
import { signTextOffThread } from "./sign-text.ts";
import { keyObjectOf } from "./signing-key.ts";
import { TokenDrafter } from "./token-draft.ts";
import type { SigningSettings } from "./token-settings.ts";
import type { Token, TokenSource } from "./token.ts";

/** Signs each user's token here, off this thread, so that virtual users on it are not held up. */
export class SigningSource implements TokenSource {
  readonly #settings: SigningSettings;
  readonly #clock: Clock;
  readonly #key: KeyObject;
  readonly #drafter: TokenDrafter;

  constructor(settings: SigningSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#key = keyObjectOf(settings);
    this.#drafter = new TokenDrafter(settings);
  }

  async fetch(userId: string): Promise<Token> {
    const { text, expiresAtMs } = this.#drafter.draft(userId, this.#clock.wallNow());
    const signature = await signTextOffThread(this.#settings.algorithm, this.#key, text);
    return { value: `${text}.${signature.toString("base64url")}`, expiresAtMs };
  }
}
