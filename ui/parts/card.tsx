import type { ComponentChildren } from "preact";

export interface CardProps {
  readonly title: string;
  /** Stands at the end of the title's line: a note, or controls. */
  readonly aside?: ComponentChildren;
  readonly more?: string;
  readonly children: ComponentChildren;
}

/** A part of the page with its title. */
export function Card({ title, aside, more = "", children }: CardProps) {
  return (
    <section class={`card ${more}`} aria-label={title}>
      <header class="card-head">
        <h2>{title}</h2>
        {typeof aside === "string" ? <p class="help">{aside}</p> : aside}
      </header>
      {children}
    </section>
  );
}
