import type { PickupDataset } from "../dataset/index.ts";
import type { Clock } from "../ground/index.ts";
import { TokenFileWriter } from "./token-file-writer.ts";
import type { Token } from "./token.ts";

/** A token so near its end is fetched anew. */
const leastLifeMs = 5000;

/** Whose token is in the file and still holds: a bit for each user. */
export class HeldUsers {
  readonly #bits: Uint8Array;
  #count = 0;

  constructor(users: number) {
    this.#bits = new Uint8Array(Math.ceil(users / 8));
  }

  get count(): number {
    return this.#count;
  }

  has(user: number): boolean {
    return (this.#bits[user >>> 3]! & (1 << (user & 7))) !== 0;
  }

  add(user: number): void {
    this.#bits[user >>> 3]! |= 1 << (user & 7);
    this.#count++;
  }
}

/** The tokens file to go on with, and who has a token in it. Throws `PICKUP_TOKENS_FILE_*` (exit code 2). */
export async function openTokensFile(
  path: string,
  dataset: Pick<PickupDataset, "users" | "indexOf">,
  clock: Clock,
): Promise<{ readonly writer: TokenFileWriter; readonly held: HeldUsers }> {
  const held = new HeldUsers(dataset.users);
  // Decides over a line of the file: drops what has expired or is there twice, and marks whose token holds.
  const isKept = (userId: string, { expiresAtMs }: Token) => {
    if (expiresAtMs !== null && expiresAtMs - clock.wallNow() < leastLifeMs) return false;
    const user = dataset.indexOf(userId);
    if (user < 0) return true;
    if (held.has(user)) return false;
    held.add(user);
    return true;
  };
  return { writer: await TokenFileWriter.open(path, isKept), held };
}
