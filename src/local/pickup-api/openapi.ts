const text = { type: "string" } as const;
const seconds = { type: "integer", minimum: 0, description: "seconds" } as const;

/** The answer of `GET /continuewatchinghistory` as a JSON Schema. */
export const historySchema = {
  type: "object",
  required: ["continueWatching"],
  properties: {
    continueWatching: {
      type: "array",
      description: "unfinished titles, newest first",
      items: {
        type: "object",
        required: ["id", "created", "position", "runtime"],
        properties: {
          id: { ...text, description: "URN of the episode or feature" },
          created: { ...text, format: "date-time", description: "when it was last watched, to the second" },
          position: seconds,
          runtime: seconds,
        },
      },
    },
  },
} as const;

/** Every other answer's. */
export const errorSchema = {
  type: "object",
  required: ["code", "message"],
  properties: { code: text, message: text },
} as const;

export const healthSchema = {
  type: "object",
  required: ["status"],
  properties: { status: { ...text, enum: ["ok"] } },
} as const;

/** The OpenAPI description that the API gives of itself. */
export const openapiDocument = {
  openapi: "3.1.0",
  info: {
    title: "pickup",
    version: "1.0.0",
    description: "Remembers where each profile stopped watching. The reference implementation of pickup-load-test.",
  },
  paths: {
    "/continuewatchinghistory": {
      get: {
        operationId: "continueWatchingHistory",
        summary: "The continue-watching history of the profile that asks",
        security: [{ bearer: [] }],
        responses: {
          200: answer("the history, possibly empty", historySchema),
          401: answer("no token, or one that is not valid", errorSchema),
          503: answer("the database or the token service cannot be reached", errorSchema),
        },
      },
    },
    "/health": {
      get: {
        operationId: "health",
        summary: "Whether the service runs",
        responses: { 200: answer("it does", healthSchema) },
      },
    },
  },
  components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
} as const;

function answer<Schema extends object>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}
