import type { Asked } from "../state/use-answer.ts";

/** Stands where an answer of the server will be, or says why there is none. */
export function Waiting({ asked }: { readonly asked: Asked<unknown> }) {
  if (asked.state === "refused") {
    return (
      <p class="card problem" role="alert">
        {asked.message}
      </p>
    );
  }
  return <p class="card empty">Loading…</p>;
}
