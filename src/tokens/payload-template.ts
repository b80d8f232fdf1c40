import { readFile } from "node:fs/promises";
import { KitError, systemCodeOf } from "../ground/index.ts";

/** The markets with a template of their own in `token-payloads/`. */
export const markets = ["us", "latam", "emea"] as const;
export type Market = (typeof markets)[number];

/** The fields of `testParameters.additionalTokenPropertyData` that carry the user's id. */
export const userFields = ["userId", "hurleyAccountId", "hurleyProfileId", "streamTrackingId"] as const;

type JsonObject = { readonly [key: string]: unknown };

/** The JSON payload of a token request, checked to have the four fields of the user. */
export interface PayloadTemplate extends JsonObject {
  readonly testParameters: JsonObject & { readonly additionalTokenPropertyData: JsonObject };
}

/** The file of a market's template; in the checkout and in the published package it lies beside the sources. */
export function marketTemplateUrl(market: Market): URL {
  return new URL(`../../token-payloads/${market}.json`, import.meta.url);
}

/** Reads and checks a template file. Throws `PICKUP_TOKEN_TEMPLATE_*` (exit code 2). */
export async function readPayloadTemplate(file: string | URL): Promise<PayloadTemplate> {
  const name = file instanceof URL ? file.pathname : file;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const reason = systemCodeOf(cause) ?? String(cause);
    throw new KitError("PICKUP_TOKEN_TEMPLATE_UNREADABLE", `the token template ${name} cannot be read: ${reason}`, {
      hint: "Give --token-template the path of a JSON file, or choose a market with --market us, latam or emea.",
      cause,
    });
  }
  return checkedTemplate(text, name);
}

/** The payload of one user: the template with the four fields set to the user's id, everything else as it was. */
export function fillTemplate(template: PayloadTemplate, userId: string): string {
  const data: Record<string, unknown> = { ...template.testParameters.additionalTokenPropertyData };
  for (const field of userFields) data[field] = userId;
  const testParameters = { ...template.testParameters, additionalTokenPropertyData: data };
  return JSON.stringify({ ...template, testParameters });
}

function checkedTemplate(text: string, name: string): PayloadTemplate {
  let template: unknown;
  try {
    template = JSON.parse(text);
  } catch (cause) {
    // The parser quotes the text, which may hold a client id.
    throw invalidTemplate(`${name} is not JSON`, cause);
  }
  const data = objectIn(objectIn(template, "testParameters"), "additionalTokenPropertyData");
  if (data === undefined) throw invalidTemplate(`${name} lacks the object ${fieldsPath}`);
  const missing = userFields.filter((field) => !Object.hasOwn(data, field));
  if (missing.length > 0) throw invalidTemplate(`${name} lacks ${missing.join(", ")} in ${fieldsPath}`);
  return template as PayloadTemplate;
}

const fieldsPath = "testParameters.additionalTokenPropertyData";

function objectIn(value: unknown, key: string): JsonObject | undefined {
  const inner = typeof value === "object" && value !== null ? (value as JsonObject)[key] : undefined;
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : undefined;
}

function invalidTemplate(problem: string, cause?: unknown): KitError {
  return new KitError("PICKUP_TOKEN_TEMPLATE_INVALID", `the token template ${problem}`, {
    hint: `It needs ${userFields.join(", ")} in ${fieldsPath}, as token-payloads/us.json has them.`,
    cause,
  });
}
