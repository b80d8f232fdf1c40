import type { ComponentChild } from "preact";

export interface FactsProps {
  readonly of: readonly (readonly [name: string, value: ComponentChild])[];
  readonly isWide?: boolean;
}

/** Names with their values, one beside the other. */
export function Facts({ of, isWide = false }: FactsProps) {
  return (
    <dl class={isWide ? "facts wide" : "facts"}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
