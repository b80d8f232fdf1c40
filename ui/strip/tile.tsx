import type { ComponentChildren } from "preact";
import type { Tone } from "./headline.ts";

export interface TileProps {
  readonly name: string;
  /** With its unit, unless `unit` has it. */
  readonly value: string;
  readonly unit?: string;
  readonly note?: string;
  readonly tone?: Tone;
  /** A word rather than a figure. */
  readonly isWord?: boolean;
  readonly children?: ComponentChildren;
}

/** One figure with its name, unit and what goes with it. */
export function Tile({ name, value, unit, note, tone = "calm", isWord = false, children }: TileProps) {
  return (
    <div class={`tile tone-${tone}`}>
      <dt>{name}</dt>
      <dd class={isWord ? "tile-word" : "tile-value"}>
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </dd>
      {(note ?? children) !== undefined && (
        <dd class="tile-note">
          {children}
          {note}
        </dd>
      )}
    </div>
  );
}
