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

const markerFields = {
  creationTime: { type: "integer", minimum: 0, maximum: 9_999_999_999_999, description: "milliseconds since 1970" },
  position: seconds,
  runtime: { ...seconds, minimum: 1 },
} as const;

/** What `POST /markers/{id}` takes. */
export const markerBodySchema = {
  type: "object",
  required: ["creationTime", "position", "runtime"],
  properties: markerFields,
} as const;

export const acceptedSchema = {
  type: "object",
  required: ["status"],
  properties: { status: { ...text, enum: ["Accepted"] } },
} as const;

/** The answer of `GET /markers/{id},{id}`. */
export const markersSchema = {
  type: "array",
  description: "in the order asked, without titles that have no marker",
  items: {
    type: "object",
    required: ["id", "creationTime", "position", "runtime"],
    properties: { id: { ...text, description: "URN of the episode or feature" }, ...markerFields },
  },
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
    "/markers/{id}": {
      post: {
        operationId: "putMarker",
        summary: "Where the profile stopped watching a feature or an episode; the newest creationTime counts",
        security: [{ bearer: [] }],
        parameters: [pathParameter("id", "URN of the feature or episode")],
        requestBody: { required: true, content: { "application/json": { schema: markerBodySchema } } },
        responses: {
          202: answer("taken; it may become visible a moment later", acceptedSchema),
          400: answer("the body is not what it should be", errorSchema),
          401: answer("no token, or one that is not valid", errorSchema),
          404: answer("the catalogue has no such feature or episode", errorSchema),
          503: answer("the database or the token service cannot be reached", errorSchema),
        },
      },
    },
    "/markers/{ids}": {
      get: {
        operationId: "markers",
        summary: "The profile's markers of some titles",
        security: [{ bearer: [] }],
        parameters: [pathParameter("ids", "URNs of features and episodes with commas between them")],
        responses: {
          200: answer("what is known, possibly nothing", markersSchema),
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

function pathParameter(name: string, description: string) {
  return { name, in: "path", required: true, description, schema: text } as const;
}

function answer<Schema extends object>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}
