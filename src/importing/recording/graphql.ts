/** The name of the operation that a body of GraphQL asks for; null when it is no GraphQL, "" for one without a name. */
export function operationOf(body: unknown): string | null {
  if (Array.isArray(body)) return body.length > 0 ? operationOf(body[0]) : null;
  if (typeof body !== "object" || body === null) return null;
  const { operationName, query, extensions } = body as { readonly [name: string]: unknown };
  const named = typeof operationName === "string" ? operationName : "";
  if (typeof query !== "string") return named !== "" && typeof extensions === "object" ? named : null;
  const found = /^\s*(?:#.*\n\s*)*(?:(?:query|mutation|subscription)\b\s*(\w*)|\{)/.exec(query);
  if (found === null) return null;
  return named === "" ? (found[1] ?? "") : named;
}
