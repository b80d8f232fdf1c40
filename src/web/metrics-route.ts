import type { FastifyInstance } from "fastify";
import { metricFamilies } from "./metric-families.ts";
import { prometheusText, prometheusType } from "./prometheus-text.ts";
import type { RunFeed } from "./run-feed.ts";

/** `GET /metrics` for Prometheus; empty before the first run. */
export function serveMetrics(app: FastifyInstance, feed: RunFeed): void {
  app.get("/metrics", (_request, reply) => {
    const { run } = feed;
    if (run === null) return reply.type(prometheusType).send("");
    const families = metricFamilies({ ...run, head: run.start.run, thresholds: run.start.thresholds });
    return reply.type(prometheusType).send(prometheusText(families));
  });
}
