export { connectHub } from "./hub.ts";
export { leftRun } from "./left-run.ts";
export { serveMachine } from "./machine.ts";
export { natsTransport } from "./nats-transport.ts";
