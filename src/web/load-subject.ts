import type { RunControl } from "../run/index.ts";
import { serveEvents } from "./event-routes.ts";
import { serveLocust } from "./locust-routes.ts";
import { asksForLogin } from "./login.ts";
import { serveMetrics } from "./metrics-route.ts";
import { servePageView } from "./page-route.ts";
import type { FormView } from "./protocol.ts";
import type { RunFeed } from "./run-feed.ts";
import { type PageWish, serveControl } from "./run-routes.ts";
import { serveRuns } from "./runs-routes.ts";
import type { PageSubject } from "./web-server.ts";

export interface LoadParts {
  readonly control: RunControl<PageWish>;
  readonly feed: RunFeed;
  readonly form: () => FormView;
  /** The folder of all runs, absolute. */
  readonly runs: string;
  /** Also take GET where Locust does and a foreign page could. */
  readonly locustCompat: boolean;
}

/** Load tests: started, watched, changed and stopped on the page, by Locust's endpoints too. */
export function loadSubject(load: LoadParts): PageSubject {
  const { feed, control, form, runs } = load;
  return (app, { settings, kitVersion, clock }) => {
    servePageView(app, () => {
      const { current } = control;
      const run = current === null ? null : { id: current.head.id, state: current.state };
      return { kitVersion, hasLogin: asksForLogin(settings), form: form(), run };
    });
    serveEvents(app, feed, clock);
    serveControl(app, control);
    serveRuns(app, { runs, feed, control });
    serveLocust(app, load);
    serveMetrics(app, feed);
  };
}
