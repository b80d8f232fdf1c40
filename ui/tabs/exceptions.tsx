import { countText } from "../format/figures.ts";
import { dateText, timeOfDay } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import type { ExceptionRow, RunView } from "../state/protocol.ts";

const kinds = { script: "test code", token: "token" } as const;

/** Errors of the test's own code, and tokens that could not be had. */
export function Exceptions({ view }: { readonly view: RunView }) {
  if (view.exceptions.length === 0)
    return <p class="card empty">The test's own code threw nothing, and every token was had.</p>;
  return (
    <Card title="Exceptions">
      <ul class="exceptions">
        {view.exceptions.map((row) => (
          <li key={row.key}>
            <Exception row={row} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Exception({
  row: { kind, code, message, where, stack, count, firstSeenMs, lastSeenMs },
}: {
  readonly row: ExceptionRow;
}) {
  return (
    <article>
      <header class="row">
        <span class="badge tone-bad">{countText(count)} ×</span>
        <span class="tag">{kinds[kind]}</span>
        <code>{code}</code>
        <span class="help">
          in {where} · first <time title={dateText(firstSeenMs)}>{timeOfDay(firstSeenMs)}</time>, last{" "}
          <time title={dateText(lastSeenMs)}>{timeOfDay(lastSeenMs)}</time>
        </span>
      </header>
      <p class="message">{message}</p>
      {stack !== "" && (
        <details>
          <summary>Stack</summary>
          <pre tabIndex={0}>{stack}</pre>
        </details>
      )}
    </article>
  );
}
