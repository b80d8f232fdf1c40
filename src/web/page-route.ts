import type { FastifyInstance } from "fastify";
import type { RunControl } from "../run/index.ts";
import { version } from "./message-log.ts";
import type { FormView, PageView } from "./protocol.ts";
import type { PageWish } from "./run-routes.ts";

export interface PageFacts {
  readonly kitVersion: string;
  readonly form: () => FormView;
  readonly control: RunControl<PageWish>;
  readonly hasLogin: boolean;
}

/** What the page shows before and around a run. */
export function servePageView(app: FastifyInstance, { kitVersion, form, control, hasLogin }: PageFacts): void {
  app.get("/api/page", (): PageView => {
    const { current } = control;
    return {
      version,
      kitVersion,
      canStart: true,
      readOnlyReason: null,
      form: form(),
      run: current === null ? null : { id: current.head.id, state: current.state },
      hasLogin,
    };
  });
}
