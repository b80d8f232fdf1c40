import type { FastifyInstance, FastifyReply } from "fastify";
import type { RunControl, SessionRun } from "../run/index.ts";
import { version } from "./message-log.ts";
import type { EditRequest, ResetRequest, RunAnswer, StartRequest, StopRequest } from "./protocol.ts";
import { refuseThrown } from "./refuse.ts";

/** What a page wishes for when it starts a run. */
export type PageWish = Pick<StartRequest, "options" | "userTypes">;

const versionSchema = { const: version };
const runSchema = { type: "string", maxLength: 100 };
const numberSchema = { type: "number" };
const texts = { type: "array", items: { type: "string", maxLength: 10_000 }, maxItems: 1000 };

const startSchema = {
  type: "object",
  required: ["version", "type", "options"],
  properties: {
    version: versionSchema,
    type: { const: "start" },
    options: {
      type: "object",
      additionalProperties: { anyOf: [{ type: "boolean" }, { type: "string", maxLength: 10_000 }, texts] },
    },
    userTypes: texts,
  },
};

function schemaOf(type: string, properties: object = {}) {
  return {
    type: "object",
    required: ["version", "type", "run"],
    properties: { version: versionSchema, type: { const: type }, run: runSchema, ...properties },
  };
}

/** Start, edit, stop and reset. */
export function serveControl(app: FastifyInstance, control: RunControl<PageWish>): void {
  app.post<{ Body: StartRequest }>("/api/run/start", { schema: { body: startSchema } }, ({ body }, reply) =>
    answering(reply, 202, () => control.start(body)),
  );
  const edit = schemaOf("edit", { users: numberSchema, spawnRate: numberSchema, arrivalRate: numberSchema });
  app.post<{ Body: EditRequest }>("/api/run/edit", { schema: { body: edit } }, ({ body }, reply) =>
    answering(reply, 200, () => control.edit(body.run, body)),
  );
  app.post<{ Body: StopRequest }>("/api/run/stop", { schema: { body: schemaOf("stop") } }, ({ body }, reply) =>
    answering(reply, 202, () => control.stop(body.run)),
  );
  app.post<{ Body: ResetRequest }>("/api/run/reset", { schema: { body: schemaOf("reset") } }, ({ body }, reply) =>
    answering(reply, 200, () => control.reset(body.run)),
  );
}

async function answering(
  reply: FastifyReply,
  status: number,
  act: () => SessionRun | Promise<SessionRun>,
): Promise<FastifyReply> {
  try {
    const { head, state } = await act();
    return reply.code(status).send({ version, run: head.id, state } satisfies RunAnswer);
  } catch (error) {
    return refuseThrown(reply, error);
  }
}
