import type { FastifyInstance } from "fastify";
import type { TokenIssuer } from "./token-issuer.ts";

// Written from the wire format, not shared with the token client: one slip must not pass on both sides.
const userFields = ["userId", "hurleyAccountId", "hurleyProfileId", "streamTrackingId"] as const;
const text = { type: "string" } as const;

const payloadSchema = {
  type: "object",
  required: ["testParameters"],
  properties: {
    testParameters: {
      type: "object",
      required: ["productCode", "additionalTokenPropertyData"],
      properties: {
        productCode: { ...text, minLength: 1 },
        additionalTokenPropertyData: {
          type: "object",
          required: [...userFields],
          properties: Object.fromEntries(userFields.map((field) => [field, { ...text, minLength: 1 }])),
        },
      },
    },
  },
};

interface Payload {
  readonly testParameters: {
    readonly productCode: string;
    readonly additionalTokenPropertyData: { readonly [Field in (typeof userFields)[number]]: string };
  };
}

/** `POST` of a filled payload template to any path: answers `{ "encryptedToken", "expires_in" }`. */
export function servePayloads(app: FastifyInstance, issuer: TokenIssuer): void {
  app.post<{ Body: Payload }>("/*", { schema: { body: payloadSchema } }, async (request, reply) => {
    const { productCode, additionalTokenPropertyData: data } = request.body.testParameters;
    const other = userFields.find((field) => data[field] !== data.userId);
    if (other !== undefined) {
      return reply.code(400).send({ code: "USER_MISMATCH", message: `${other} and userId name different users` });
    }
    return { encryptedToken: issuer.issue(data.userId, { productCode }), expires_in: issuer.lifetimeSeconds };
  });
}
