import type { ConnectionWorld } from "./connection.ts";

/** The browser as the connection needs it. */
export const browserWorld: ConnectionWorld = {
  nowMs: () => Date.now(),
  openStream: (url) => new EventSource(url),
  fetchJson: async (url) => {
    const response = await fetch(url, { headers: { accept: "application/json" } });
    // The session is over: the server has its own page for that.
    if (response.status === 401) location.reload();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.json();
  },
  everySecond: (callback) => {
    const timer = setInterval(callback, 1000);
    return () => clearInterval(timer);
  },
};
