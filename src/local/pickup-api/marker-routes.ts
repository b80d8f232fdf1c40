import type { FastifyInstance } from "fastify";
import type { ApiParts } from "./app.ts";
import type { PlayedMarker } from "./historian.ts";
import type { StoredMarker } from "./marker-store.ts";
import { acceptedSchema, errorSchema, markerBodySchema, markersSchema } from "./openapi.ts";
import { refuse } from "./refuse.ts";
import { callerOf, requireUser } from "./require-user.ts";

/** What a player sends. */
type MarkerBody = Omit<PlayedMarker, "id">;

/** A row that players write may be dropped so long after the marker was made. */
const lifeSeconds = 2 * 365 * 86_400;

/**
 * `POST /markers/{id}` takes where a player stopped and answers 202; `GET /markers/{id},{id}` lists what is known, in
 * the order asked, without those that are not.
 */
export function serveMarkers(app: FastifyInstance, parts: ApiParts): void {
  serveWrites(app, parts);
  serveReads(app, parts);
}

function serveWrites(app: FastifyInstance, parts: ApiParts): void {
  const { writer, catalogue, productCode } = parts;
  const schema = {
    body: markerBodySchema,
    response: { 202: acceptedSchema, "4xx": errorSchema, "5xx": errorSchema },
  };
  app.route<{ Params: { id: string }; Body: MarkerBody }>({
    method: "POST",
    url: "/markers/:id",
    schema,
    onRequest: requireUser(parts),
    onResponse: async (request) => request.acknowledged?.(),
    handler: async (request, reply) => {
      const { sub: userId } = callerOf(request);
      const { id } = request.params;
      const parent = await catalogue.parentOf(id);
      if (parent === null) return refuse(reply, 404, "ASSET_UNKNOWN", `the catalogue has no feature or episode ${id}`);
      const marker = markerOf(id, parent, request.body);
      request.acknowledged = await writer.accept({ userId, profileKey: `${userId}:${productCode}`, id, marker });
      return reply.code(202).send({ status: "Accepted" });
    },
  });
}

function serveReads(app: FastifyInstance, parts: ApiParts): void {
  const { store, historian, catalogue, productCode, clock } = parts;
  const schema = { response: { 200: markersSchema, "4xx": errorSchema, "5xx": errorSchema } };
  const find = async (profileKey: string, id: string): Promise<PlayedMarker | null> => {
    const parent = await catalogue.parentOf(id);
    const marker = parent === null ? null : await store.markerOf(profileKey, parent);
    if (marker === null || (marker.asset ?? marker.parent) !== id) return null;
    if (marker.ttlSeconds !== null && clock.wallNow() > marker.ttlSeconds * 1000) return null;
    return { id, creationTime: marker.timeMs, position: marker.position, runtime: marker.runtime };
  };
  app.route<{ Params: { ids: string } }>({
    method: "GET",
    url: "/markers/:ids",
    schema,
    onRequest: requireUser(parts),
    handler: (request) => {
      const caller = callerOf(request);
      const profileKey = `${caller.sub}:${productCode}`;
      const ids = [...new Set(request.params.ids.split(","))];
      return historian.markers({ caller, ids, find: (id) => find(profileKey, id) });
    },
  });
}

function markerOf(id: string, parent: string, { creationTime, position, runtime }: MarkerBody): StoredMarker {
  return {
    parent,
    asset: parent === id ? null : id,
    position,
    runtime,
    timeMs: creationTime,
    ttlSeconds: Math.floor(creationTime / 1000) + lifeSeconds,
    done: false,
    showcw: true,
  };
}
