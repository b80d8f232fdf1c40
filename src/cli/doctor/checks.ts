import type { Check } from "./check.ts";
import { apiCheck } from "./checks/api.ts";
import { clockCheck } from "./checks/clock.ts";
import { configCheck } from "./checks/config.ts";
import { credentialsCheck } from "./checks/credentials.ts";
import { descriptorsCheck } from "./checks/descriptors.ts";
import { dnsCheck } from "./checks/dns.ts";
import { eventLoopCheck } from "./checks/event-loop.ts";
import { localPortsCheck } from "./checks/local-ports.ts";
import { localStackCheck } from "./checks/local-stack.ts";
import { natsCheck } from "./checks/nats.ts";
import { tableCheck } from "./checks/table.ts";
import { tlsCheck } from "./checks/tls.ts";
import { tokenCheck } from "./checks/token.ts";
import { webPortCheck } from "./checks/web-port.ts";

/** What the doctor looks at side by side, in the order in which it is told. */
export const checks: readonly Check[] = [
  localStackCheck,
  configCheck,
  credentialsCheck,
  tableCheck,
  tokenCheck,
  apiCheck,
  clockCheck,
  dnsCheck,
  tlsCheck,
  natsCheck,
  webPortCheck,
  descriptorsCheck,
  localPortsCheck,
];

/** What the others would disturb. */
export const lastCheck: Check = eventLoopCheck;
