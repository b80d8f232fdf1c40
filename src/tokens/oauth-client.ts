import { readFile } from "node:fs/promises";
import { exitCodes, KitError, systemCodeOf } from "../ground/index.ts";
import { clientIdName, clientSecretName } from "./options.ts";

export interface OauthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The OAuth client from a file, else from the environment. Throws `PICKUP_OAUTH_CLIENT_*` (exit code 4). */
export async function readOauthClient(
  file: string | undefined,
  environment: { readonly [name: string]: string | undefined },
): Promise<OauthClient> {
  const { id, secret, where } = file === undefined ? ofEnvironment(environment) : await ofFile(file);
  const missing = [...(isFilled(id) ? [] : [where.id]), ...(isFilled(secret) ? [] : [where.secret])];
  if (missing.length > 0)
    throw clientError("PICKUP_OAUTH_CLIENT_MISSING", `the OAuth client is not known: ${missing.join(" and ")} missing`);
  return { clientId: id as string, clientSecret: secret as string };
}

function ofEnvironment(environment: { readonly [name: string]: string | undefined }) {
  const where = { id: clientIdName, secret: clientSecretName };
  return { id: environment[clientIdName], secret: environment[clientSecretName], where };
}

async function ofFile(file: string) {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw clientError(
      "PICKUP_OAUTH_CLIENT_UNREADABLE",
      `the OAuth client file ${file} cannot be read: ${systemCodeOf(cause) ?? String(cause)}`,
    );
  });
  const fields = fieldsOf(text);
  if (fields === undefined)
    throw clientError("PICKUP_OAUTH_CLIENT_INVALID", `the OAuth client file ${file} is no JSON object`);
  const where = { id: `client_id in ${file}`, secret: `client_secret in ${file}` };
  return { id: fields["client_id"], secret: fields["client_secret"], where };
}

function fieldsOf(text: string): { readonly [key: string]: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as { [key: string]: unknown }) : undefined;
  } catch {
    // The parser's message quotes the text, which holds a secret.
    return undefined;
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function clientError(code: `PICKUP_OAUTH_CLIENT_${string}`, message: string): KitError {
  return new KitError(code, message, {
    hint: `Set ${clientIdName} and ${clientSecretName}, or name a JSON file with --oauth-client-file.`,
    exitCode: exitCodes.credentials,
  });
}
