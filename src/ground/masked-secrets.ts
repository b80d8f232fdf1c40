const mask = "***";

/** A name of a field, header or parameter whose value nobody else may read. */
const secretWord = /auth|token|cookie|secret|passw|credential|signature|session|api[-_]?key|private[-_]?key/i;

/** `"name": "value"` as in JSON, and `name=value` as in forms and queries. */
const inJson = /"([\w-]+)"(\s*:\s*)"(?:[^"\\]|\\.)*"?/g;
const inForm = /(?<![\w-])([\w-]+)=([^\s"'&,;]+)/g;
const tokens = /\beyJ[\w-]{6,}(?:\.[\w-]*)*|\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/gi;

/** True for a name such as `Set-Cookie`, `access_token` or `X-Api-Key`. */
export function isSecretName(name: string): boolean {
  return secretWord.test(name);
}

/**
 * A text with `***` in place of what looks like a secret: web tokens, the credentials of `Bearer` and `Basic`, values of
 * fields and parameters with a secret's name, and each of the `known` ones wherever it stands.
 */
export function maskedSecrets(text: string, known: readonly string[] = []): string {
  let masked = text;
  for (const secret of known) if (secret !== "") masked = masked.replaceAll(secret, mask);
  return masked
    .replace(tokens, (_, scheme: string | undefined) => (scheme === undefined ? mask : `${scheme} ${mask}`))
    .replace(inJson, (whole, name: string, colon: string) =>
      isSecretName(name) ? `"${name}"${colon}"${mask}"` : whole,
    )
    .replace(inForm, (whole, name: string) => (isSecretName(name) ? `${name}=${mask}` : whole));
}
