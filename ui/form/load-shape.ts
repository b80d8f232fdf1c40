import type { FormField } from "../state/protocol.ts";

/** A way to say how much load there is; a run has one. */
export interface LoadShape {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** The fields that say it, the first one being the one that is only there for it. */
  readonly keys: readonly string[];
}

const shapes: readonly LoadShape[] = [
  {
    id: "users",
    label: "Users",
    hint: "So many users at a time, started one after the other.",
    keys: ["spawnRate", "users"],
  },
  { id: "stages", label: "Stages", hint: "Users over time, stage by stage.", keys: ["stages"] },
  {
    id: "arrivalRate",
    label: "Arrival rate",
    hint: "So many starts a second, however long answers take.",
    keys: ["arrivalRate", "users"],
  },
  {
    id: "arrivalStages",
    label: "Arrival stages",
    hint: "An arrival rate over time.",
    keys: ["arrivalStages", "users"],
  },
  {
    id: "steps",
    label: "Steps",
    hint: "One load after the other, each with statistics of its own.",
    keys: ["steps", "stepTime"],
  },
];

/** The shapes that the form has fields for. */
export function shapesOf(fields: readonly FormField[]): readonly LoadShape[] {
  return shapes.filter(({ keys }) => fields.some(({ key }) => key === keys[0]));
}

/** The shape that the values say: the one whose own field holds something; else users. */
export function shapeOfValues(fields: readonly FormField[], textOf: (key: string) => string): string {
  const [, ...others] = shapesOf(fields);
  return others.find(({ keys }) => textOf(keys[0]!) !== "")?.id ?? "users";
}

/** Fields that belong to another shape than the chosen one: they are not asked for, and sent empty. */
export function isOfOtherShape(key: string, chosen: string): boolean {
  const owners = shapes.filter(({ keys }) => keys.includes(key));
  return owners.length > 0 && !owners.some(({ id }) => id === chosen);
}

/** The fields of a shape as a reader expects them: users before their spawn rate. */
export function keysOf(chosen: string): readonly string[] {
  const keys = shapes.find(({ id }) => id === chosen)?.keys ?? [];
  return chosen === "users" ? keys.toReversed() : keys;
}
