import { clockText, dateText, durationText } from "../format/times.ts";
import type { RunView } from "../state/protocol.ts";
import { isUnderWay, stateWords } from "../strip/headline.ts";

const tones = { starting: "calm", running: "good", stopping: "warn", ended: "calm", failed: "bad" } as const;

/** Which run this is, against what, and how far it has come. */
export function RunHead({ view }: { readonly view: RunView }) {
  const { run, state, seconds } = view;
  const planned = run.plannedSeconds;
  return (
    <div class="run-head">
      <span class={`pill tone-${tones[state]}`} data-state={state}>
        {stateWords[state]}
      </span>
      <span class="run-time">
        <b>{clockText(seconds)}</b>
        {planned !== null && ` of ${durationText(planned)}`}
        {planned !== null && isUnderWay(view) && (
          <progress max={planned} value={Math.min(planned, seconds)} aria-label="Time of the run" />
        )}
      </span>
      <span class="run-facts">
        <code title="The API under load">{run.host}</code>
        <span>{run.testName}</span>
        <span title={`Run ${run.id}`}>{dateText(run.startedAtMs)}</span>
        {run.isInsecure && <span class="badge tone-warn">any certificate taken</span>}
      </span>
    </div>
  );
}
