import type { JWK } from "jose";
import type { Clock, Timer } from "../../ground/index.ts";
import { newSigningKey, openSigningKey, type SigningKey } from "./signing-key.ts";

export interface KeyRotation {
  readonly everyMs: number;
  /** For so long a key is published that does not sign any more: as long as its tokens live. */
  readonly keepMs: number;
  readonly clock: Clock;
}

/** The key that signs, and those of which tokens may be about. */
export class SigningKeys {
  readonly #file: string | null;
  #current: SigningKey;
  #retired: readonly SigningKey[] = [];
  #timer: Timer | undefined;
  #isClosed = false;

  private constructor(file: string | null, current: SigningKey) {
    this.#file = file;
    this.#current = current;
  }

  /** With the key of a file where there is one; see {@link openSigningKey}. Null: the key stays. */
  static async open(file: string | null, rotation: KeyRotation | null): Promise<SigningKeys> {
    const keys = new SigningKeys(file, await openSigningKey(file));
    if (rotation !== null) keys.#rotateLater(rotation);
    return keys;
  }

  get current(): SigningKey {
    return this.#current;
  }

  /** Public keys, the one that signs first. */
  get published(): readonly JWK[] {
    return [this.#current, ...this.#retired].map(({ publicJwk }) => publicJwk);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #rotateLater(rotation: KeyRotation): void {
    if (this.#isClosed) return;
    this.#timer = rotation.clock.after(rotation.everyMs, () => void this.#rotate(rotation));
  }

  async #rotate(rotation: KeyRotation): Promise<void> {
    const old = this.#current;
    this.#current = await newSigningKey(this.#file);
    this.#retired = [old, ...this.#retired];
    rotation.clock.after(rotation.keepMs, () => {
      this.#retired = this.#retired.filter((key) => key !== old);
    });
    this.#rotateLater(rotation);
  }
}
