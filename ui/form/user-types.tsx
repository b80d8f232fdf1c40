import { countText } from "../format/figures.ts";
import type { UserTypeView } from "../state/protocol.ts";

export interface UserTypesProps {
  readonly types: readonly UserTypeView[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Which kinds of users play. */
export function UserTypes({ types, chosen, onChange }: UserTypesProps) {
  const toggle = (name: string) =>
    onChange(
      types.map((type) => type.name).filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one))),
    );
  return (
    <fieldset class="card">
      <legend>User types</legend>
      <ul class="user-types">
        {types.map(({ name, weight, fixedCount, tasks }) => (
          <li key={name}>
            <label class="check">
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
              <b>{name}</b>
              <small>{fixedCount === null ? `weight ${weight}` : `always ${countText(fixedCount)}`}</small>
            </label>
            <p class="help">{tasks.join(" · ")}</p>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
