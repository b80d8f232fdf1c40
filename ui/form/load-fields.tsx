import type { ComponentChild } from "preact";
import { Choice } from "../parts/choice.tsx";
import type { FormField } from "../state/protocol.ts";
import type { FormValues } from "./form-values.ts";
import { keysOf, shapesOf } from "./load-shape.ts";
import { PlanDrawing } from "./plan-drawing.tsx";

/** The fields that a shape of load has, with a drawing of what they ask for. */
export function LoadFields(props: {
  readonly form: readonly FormField[];
  readonly values: FormValues;
  readonly fieldOf: (field: FormField) => ComponentChild;
  readonly onShape: (shape: string) => void;
}) {
  const { form, values, fieldOf, onShape } = props;
  const shapes = shapesOf(form);
  const shown = [...keysOf(values.shape), "runTime"].flatMap((key) => form.find((field) => field.key === key) ?? []);
  return (
    <>
      {shapes.length > 1 && (
        <p class="row">
          <Choice
            label="Shape of the load"
            name="shape"
            options={shapes.map(({ id, label }) => ({ value: id, label }))}
            value={values.shape}
            onChoose={onShape}
          />
          <span class="help">{shapes.find(({ id }) => id === values.shape)?.hint}</span>
        </p>
      )}
      <div class="load-fields">
        <div class="fields">{shown.map(fieldOf)}</div>
        <PlanDrawing values={values} />
      </div>
    </>
  );
}
