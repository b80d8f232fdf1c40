import type { ComponentChild } from "preact";
import { counted } from "../format/figures.ts";
import type { FormField } from "../state/protocol.ts";

export interface FieldGroupProps {
  readonly title: string;
  readonly fields: readonly FormField[];
  readonly fieldOf: (field: FormField) => ComponentChild;
  readonly isFolded?: boolean;
}

/** Fields that belong together; those that are rarely touched are folded away. */
export function FieldGroup({ title, fields, fieldOf, isFolded = false }: FieldGroupProps) {
  if (fields.length === 0) return null;
  const entries = <div class="fields">{fields.map(fieldOf)}</div>;
  if (isFolded) {
    return (
      <details class="card">
        <summary>
          {title} <small>{counted(fields.length, "option")}</small>
        </summary>
        {entries}
      </details>
    );
  }
  return (
    <fieldset class="card">
      <legend>{title}</legend>
      {entries}
    </fieldset>
  );
}
