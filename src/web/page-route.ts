import type { FastifyInstance } from "fastify";
import { version } from "./message-log.ts";
import type { PageView } from "./protocol.ts";

type PageFacts = Pick<PageView, "kitVersion" | "hasLogin" | "form" | "run">;

/** What the page shows before and around a run. Without a form nothing can be started. */
export function servePageView(app: FastifyInstance, factsOf: () => PageFacts): void {
  app.get("/api/page", (): PageView => {
    const facts = factsOf();
    const canStart = facts.form !== null;
    return { version, ...facts, canStart, readOnlyReason: canStart ? null : "This page shows a seeding." };
  });
}
