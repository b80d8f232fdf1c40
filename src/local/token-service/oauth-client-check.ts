import { createHash, timingSafeEqual } from "node:crypto";

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** What a token request says about its client: by Basic authentication or in its body (RFC 6749, 2.3.1). */
export function clientOf(
  authorization: string | undefined,
  form: URLSearchParams,
): ClientCredentials | "none" | "both" {
  const inBody = form.has("client_secret");
  const basic = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? "")?.[1];
  if (basic !== undefined && inBody) return "both";
  if (basic !== undefined) return ofBasic(basic);
  return inBody ? { id: form.get("client_id") ?? "", secret: form.get("client_secret")! } : "none";
}

/** True for the one known client; without one, for any that has an id and a secret. */
export function isAccepted(client: ClientCredentials, known: ClientCredentials | null): boolean {
  if (known === null) return client.id !== "" && client.secret !== "";
  return isSame(client.id, known.id) && isSame(client.secret, known.secret);
}

function ofBasic(encoded: string): ClientCredentials | "none" {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return "none";
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) };
}

function formDecoded(text: string): string {
  return new URLSearchParams(`=${text}`).get("") ?? "";
}

/** In constant time; the digests make the lengths equal. */
function isSame(a: string, b: string): boolean {
  const digestOf = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digestOf(a), digestOf(b));
}
