import { msText } from "../format/figures.ts";
import { timeOfDay } from "../format/times.ts";
import { Facts } from "../parts/facts.tsx";
import { beginningOf, endOf, textDifference } from "../parts/text-difference.ts";
import { safeLink } from "../parts/safe-link.ts";
import type { ContentDifference, FailureSampleView, HeaderView } from "../state/protocol.ts";

/** One failed request as it was: what was asked, what came back, and what had been expected. */
export function FailureSample({
  sample,
  traceUrl,
}: {
  readonly sample: FailureSampleView;
  readonly traceUrl: string | null;
}) {
  const { seenMs, request, status, latencyMs, userId, bodyExcerpt, difference, traceId } = sample;
  return (
    <article class="sample" aria-label={`Sample at ${timeOfDay(seenMs)}`}>
      <header>
        <code class="request">{request}</code>
        <Facts
          of={[
            ["status", status === 0 ? "no answer" : String(status)],
            ["latency", msText(latencyMs)],
            ["user", userId],
            ["at", timeOfDay(seenMs)],
            ...(traceId === null ? [] : [["trace", <Trace id={traceId} url={traceUrl} />] as const]),
          ]}
        />
      </header>
      {difference !== null && <Difference difference={difference} />}
      <Headers title="Request headers" headers={sample.requestHeaders} />
      <Headers title="Answer headers" headers={sample.responseHeaders} />
      {bodyExcerpt !== "" && (
        <details open={difference === null}>
          <summary>Body</summary>
          <pre tabIndex={0}>{bodyExcerpt}</pre>
        </details>
      )}
    </article>
  );
}

function Trace({ id, url }: { readonly id: string; readonly url: string | null }) {
  const link = url === null ? null : safeLink(url.replace("{traceId}", id));
  if (link === null) return <code>{id}</code>;
  return (
    <a href={link} target="_blank" rel="noreferrer">
      {id.slice(0, 8)}…
    </a>
  );
}

function Headers({ title, headers }: { readonly title: string; readonly headers: readonly HeaderView[] }) {
  if (headers.length === 0) return null;
  return (
    <details>
      <summary>
        {title} <small>{headers.length}</small>
      </summary>
      <pre tabIndex={0}>{headers.map(({ name, value }) => `${name}: ${value}`).join("\n")}</pre>
    </details>
  );
}

function Difference({ difference }: { readonly difference: ContentDifference }) {
  const { before, expected, got, after } = textDifference(difference.expected, difference.got);
  const around = { before: endOf(before), after: beginningOf(after) };
  return (
    <div class="difference">
      <p>
        <span class="tag">{difference.reason}</span> {difference.message}
      </p>
      <dl>
        <dt>expected</dt>
        <dd>
          <pre tabIndex={0}>
            {around.before}
            <ins>{expected}</ins>
            {around.after}
          </pre>
        </dd>
        <dt>got</dt>
        <dd>
          <pre tabIndex={0}>
            {around.before}
            <del>{got}</del>
            {around.after}
          </pre>
        </dd>
      </dl>
    </div>
  );
}
