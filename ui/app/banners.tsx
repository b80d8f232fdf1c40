import type { RunView } from "../state/protocol.ts";

/** What must not be overlooked, in words: the generator is the bottleneck, a run that failed, reasons of the verdict. */
export function Banners({ view }: { readonly view: RunView }) {
  const { failure, now, summary, reasons, state } = view;
  const saturated = summary?.generator.saturated ?? now.health.saturated;
  const why = summary?.generator.reasons ?? now.health.reasons;
  const leaks = summary?.leaks ?? [];
  const further = reasons.filter((reason) => !why.includes(reason)).slice(summary?.verdict === "invalid" ? 0 : 1);
  return (
    <>
      {saturated && (
        <div class="banner tone-bad" role="alert">
          <strong>The load generator is the bottleneck: these figures say more about it than about the API.</strong>
          {why.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </div>
      )}
      {failure !== null && (
        <div class="banner tone-bad" role="alert">
          {state !== "failed" && <strong>{failure.message}</strong>}
          <p>
            {failure.hint} <code>{failure.code}</code>
          </p>
        </div>
      )}
      {leaks.length > 0 && (
        <ul class="banner tone-bad reasons" aria-label="Whose data others were shown">
          {leaks.map(({ id, shownTo, owners }) => (
            <li key={`${id} ${shownTo}`}>
              {id}, shown to {shownTo}, {owners.length > 0 ? `is of ${owners.join(" or ")}` : "was written by somebody"}
            </li>
          ))}
        </ul>
      )}
      {further.length > 0 && (
        <ul class="banner tone-warn reasons" aria-label="Further reasons of the verdict">
          {further.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </>
  );
}
