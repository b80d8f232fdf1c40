import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { calculateJwkThumbprint, exportPKCS8, generateKeyPair, importPKCS8, type JWK } from "jose";
import { KitError, systemCodeOf } from "../../ground/index.ts";

const algorithm = "ES256";

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** As it is published: with `kid`, its thumbprint (RFC 7638), `alg` and `use`. */
  readonly publicJwk: JWK & { readonly kid: string };
}

/**
 * The service's ES256 key. With a file: the one in it (PKCS #8 PEM), or a new one that is written to it (mode 0600),
 * so that a service that comes back signs with the key it had. Throws `PICKUP_TOKEN_KEY_UNUSABLE` (exit code 2).
 */
export async function openSigningKey(file: string | null): Promise<SigningKey> {
  const stored = file === null ? null : await storedPem(file);
  if (stored === null) return newSigningKey(file);
  return keyOf(stored).catch((cause: unknown) => {
    throw unusable(`${file} holds no private key for ES256 in PKCS #8 PEM`, cause);
  });
}

/** A new key, written to the file in the place of the one in it. Throws `PICKUP_TOKEN_KEY_UNUSABLE` (exit code 2). */
export async function newSigningKey(file: string | null): Promise<SigningKey> {
  const pem = await newPem();
  if (file !== null) await store(file, pem);
  return keyOf(pem);
}

async function keyOf(pem: string): Promise<SigningKey> {
  // Refuses what is no key for the algorithm.
  await importPKCS8(pem, algorithm);
  const privateKey = createPrivateKey(pem);
  const jwk = createPublicKey(pem).export({ format: "jwk" }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  return { privateKey, publicJwk: { ...jwk, kid, alg: algorithm, use: "sig" } };
}

async function newPem(): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return exportPKCS8(privateKey);
}

async function storedPem(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw unusable(`${file} cannot be read: ${systemCodeOf(cause) ?? String(cause)}`, cause);
  }
}

async function store(file: string, pem: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, pem, { mode: 0o600 });
    await rename(draft, file);
  } catch (cause) {
    throw unusable(`${file} cannot be written: ${systemCodeOf(cause) ?? String(cause)}`, cause);
  }
}

function unusable(problem: string, cause: unknown): KitError {
  return new KitError("PICKUP_TOKEN_KEY_UNUSABLE", `the key file of the token service ${problem}`, {
    hint: "Delete the file to have a new key made, or name another one.",
    cause,
  });
}
