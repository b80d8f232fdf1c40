import { serveEvents } from "./event-routes.ts";
import { asksForLogin } from "./login.ts";
import { servePageView } from "./page-route.ts";
import type { SeedingFeed } from "./seeding-feed.ts";
import type { PageSubject } from "./web-server.ts";

/** A seeding while it goes on; there is nothing to press. */
export function seedingSubject(feed: SeedingFeed): PageSubject {
  return (app, { settings, kitVersion, clock }) => {
    servePageView(app, () => ({ kitVersion, hasLogin: asksForLogin(settings), form: null, run: null }));
    serveEvents(app, feed, clock);
  };
}
