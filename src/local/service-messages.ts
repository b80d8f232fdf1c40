import type { ErrorRecord } from "../ground/index.ts";

/** From the stack to the process of a service, once: its settings, plain JSON. The closed channel means: end. */
export interface StartMessage {
  readonly kind: "start";
  readonly settings: object;
}

/** From the process of a service to the stack, once. */
export type ServiceMessage =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "failed"; readonly error: ErrorRecord };
