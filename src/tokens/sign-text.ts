import { createHmac, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { joseSignatureOf } from "./ecdsa-signature.ts";
import type { SignatureAlgorithm } from "./token-settings.ts";

const signOffThread = promisify(sign);

const hashOf = { ES256: "sha256", RS256: "sha256", EdDSA: null } as const satisfies Record<
  Exclude<SignatureAlgorithm, "HS256">,
  string | null
>;

/** The signature of a text as JOSE writes it (RFC 7518, 3; RFC 8037), made on this thread. */
export function signText(algorithm: SignatureAlgorithm, key: KeyObject, text: string): Buffer {
  if (algorithm === "HS256") return createHmac("sha256", key).update(text).digest();
  return inJose(algorithm, sign(hashOf[algorithm], Buffer.from(text), key));
}

/** The same in Node's thread pool: this thread is not held up. */
export async function signTextOffThread(algorithm: SignatureAlgorithm, key: KeyObject, text: string): Promise<Buffer> {
  if (algorithm === "HS256") return signText(algorithm, key, text);
  return inJose(algorithm, await signOffThread(hashOf[algorithm], Buffer.from(text), key));
}

function inJose(algorithm: SignatureAlgorithm, signature: Buffer): Buffer {
  return algorithm === "ES256" ? joseSignatureOf(signature) : signature;
}
