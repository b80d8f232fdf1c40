import { shareText } from "../format/figures.ts";
import { Card } from "../parts/card.tsx";
import type { RunView, TaskShare } from "../state/protocol.ts";

/** How often each task is chosen: within each user type, and among all. */
export function TaskRatio({ view: { taskRatio } }: { readonly view: RunView }) {
  return (
    <div class="pair">
      <Card title="Tasks in total">
        <Shares shares={taskRatio.total} />
      </Card>
      <Card title="Tasks of each user type">
        <Shares shares={taskRatio.perUserType} />
      </Card>
    </div>
  );
}

function Shares({ shares }: { readonly shares: readonly TaskShare[] }) {
  if (shares.length === 0) return <p class="empty">Not known.</p>;
  return (
    <ul class="shares">
      {shares.map(({ name, ratio, tasks }) => (
        <li key={name}>
          <div class="share">
            <span class="share-name">{name}</span>
            <meter min={0} max={1} value={ratio} aria-label={`Share of ${name}`}>
              {shareText(ratio)}
            </meter>
            <span class="figure">{shareText(ratio)}</span>
          </div>
          {tasks.length > 0 && <Shares shares={tasks} />}
        </li>
      ))}
    </ul>
  );
}
