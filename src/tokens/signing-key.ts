import { createPrivateKey, createSecretKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { KitError, systemCodeOf } from "../ground/index.ts";
import { type SignatureAlgorithm, signatureAlgorithms, type SigningSettings } from "./token-settings.ts";

/** RFC 7518, 3.2: a key of at least the size of the hash. */
const leastSecretBytes = 32;
/** RFC 7518, 3.3. */
const leastRsaBits = 2048;

/**
 * Reads the key file of `--sign-with` as it travels to the workers: a private key in PEM (EC P-256, RSA, Ed25519), or
 * with HS256 any file as the secret, without its closing line break. `wanted` null: the algorithm that fits the key.
 * Throws `PICKUP_SIGNING_KEY_*` (exit code 2).
 */
export async function readSigningKey(
  path: string,
  wanted: SignatureAlgorithm | null,
): Promise<Pick<SigningSettings, "algorithm" | "key">> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const reason = systemCodeOf(cause) ?? String(cause);
    throw new KitError("PICKUP_SIGNING_KEY_UNREADABLE", `the signing key ${path} cannot be read: ${reason}`, {
      hint: "Give --sign-with the path of a private key in PEM, or of a secret for HS256.",
      cause,
    });
  });
  if (wanted === "HS256") return { algorithm: wanted, key: secretOf(path, bytes).toString("base64") };
  if (!bytes.includes("-----BEGIN")) throw badKey(`${path} is not PEM; a secret is used with --alg HS256 only`);
  const key = bytes.toString("utf8");
  const algorithm = algorithmOf(path, key);
  if (wanted !== null && wanted !== algorithm) throw badKey(`${path} is a key for ${algorithm}, not for ${wanted}`);
  return { algorithm, key };
}

/** The key object of settings made by {@link readSigningKey}. */
export function keyObjectOf({ algorithm, key }: Pick<SigningSettings, "algorithm" | "key">): KeyObject {
  return algorithm === "HS256" ? createSecretKey(key, "base64") : createPrivateKey(key);
}

function secretOf(path: string, bytes: Buffer): Buffer {
  // A private or public key that everybody may know as text must not pass for a secret.
  if (bytes.includes("-----BEGIN")) throw badKey(`${path} is PEM, not a secret for HS256`);
  const secret = Buffer.from(bytes.toString("latin1").replace(/\r?\n$/, ""), "latin1");
  if (secret.length >= leastSecretBytes) return secret;
  throw badKey(`${path} has ${secret.length} bytes; HS256 needs ${leastSecretBytes}`);
}

function algorithmOf(path: string, pem: string): SignatureAlgorithm {
  const key = privateKeyOf(path, pem);
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case "ec":
      if (details?.namedCurve === "prime256v1") return "ES256";
      throw badKey(`${path} lies on the curve ${details?.namedCurve}; ES256 needs P-256`);
    case "rsa":
      if ((details?.modulusLength ?? 0) >= leastRsaBits) return "RS256";
      throw badKey(`${path} has ${details?.modulusLength} bits; RS256 needs ${leastRsaBits}`);
    case "ed25519":
      return "EdDSA";
    default:
      throw badKey(`${path} is a key of the type ${key.asymmetricKeyType}`);
  }
}

function privateKeyOf(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const isPublic = pem.includes("PUBLIC KEY-----") || pem.includes("CERTIFICATE-----");
    const problem = isPublic ? "holds no private key" : "is no private key that can be read without a passphrase";
    throw badKey(`${path} ${problem}`, cause);
  }
}

function badKey(problem: string, cause?: unknown): KitError {
  return new KitError("PICKUP_SIGNING_KEY_INVALID", `the signing key ${problem}`, {
    hint: `Supported: ${signatureAlgorithms.join(", ")}; make one with \`openssl ecparam -name prime256v1 -genkey -noout\`.`,
    cause,
  });
}
