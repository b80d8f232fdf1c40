/** What joins machines by NATS: its libraries are loaded only where a run needs them, and in no worker thread. */
export function loadNats(): Promise<typeof import("./nats/all.ts")> {
  return import("./nats/all.ts");
}
