import { isSecretName, maskedSecrets } from "../ground/index.ts";
import type { Code } from "./writing/code.ts";
import { memberOf } from "./writing/literals.ts";

const webToken = /\beyJ[\w-]{6,}\.[\w-]+/;

/** Keeps the secrets of a source out of the file: each becomes a variable of the environment. */
export class SecretVariables {
  readonly #names = new Set<string>();

  /** Which variables the file reads. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  /** The variable in place of a text under a name; null when it is no secret. */
  variableFor(name: string, text: string): Code | null {
    if (text === "" || !isSecret(name, text)) return null;
    const variable =
      name
        .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
        .replaceAll(/\W+/g, "_")
        .toUpperCase() || "SECRET";
    this.#names.add(variable);
    return `process.env${memberOf(variable)} ?? ""`;
  }
}

/** What a file says that reads these variables. */
export function hintOfSecrets({ names }: SecretVariables): string[] {
  return names.length === 0 ? [] : [`secrets not copied, but read from the environment: ${names.join(", ")}`];
}

/** `password: "…"` as in GraphQL, and `<password>…</password>`. */
const inGraphql = /\b(\w+)(\s*:\s*)"(?:[^"\\]|\\.)*"/g;
const inXml = /<([\w:-]+)([^<>]*)>[^<]*(?=<\/\1>)/g;

/** A text in any language with `***` in place of what looks like a secret. */
export function withoutSecrets(text: string): string {
  return maskedSecrets(text)
    .replace(inGraphql, (whole, name: string, colon: string) => (isSecret(name, "") ? `${name}${colon}"***"` : whole))
    .replace(inXml, (whole, name: string, more: string) => (isSecret(name, "") ? `<${name}${more}>***` : whole));
}

/** True for a text that nobody may read; an author is none. */
export function isSecret(name: string, text: string): boolean {
  return webToken.test(text) || isSecretName(name.replaceAll(/author(?!i)/gi, ""));
}
