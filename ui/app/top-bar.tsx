import type { ComponentChildren } from "preact";
import { chosenTheme, type Theme } from "../design/theme.ts";
import { Icon } from "../parts/icon.tsx";
import { useStore } from "../state/use-store.ts";

const order: readonly (Theme | "auto")[] = ["auto", "light", "dark"];
const icons = { auto: "auto", light: "sun", dark: "moon" } as const;

/** The kit's name, what the page puts beside it, and the theme. */
export function TopBar({ children }: { readonly children?: ComponentChildren }) {
  const chosen = useStore(chosenTheme);
  const next = order[(order.indexOf(chosen) + 1) % order.length]!;
  return (
    <header class="top-bar">
      <h1>
        <a class="brand" href="#overview">
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <rect x="1" y="1" width="22" height="22" rx="6" fill="var(--accent)" />
            <path
              d="M5 16.5 9 11l3.2 3L18.5 6.5"
              fill="none"
              stroke="var(--on-accent)"
              stroke-width="2.2"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
            <circle cx="18.5" cy="6.5" r="1.9" fill="var(--on-accent)" />
          </svg>
          <span>pickup load</span>
        </a>
      </h1>
      {children}
      <button type="button" class="quiet theme" onClick={() => (chosenTheme.value = next)} title={`Theme: ${chosen}`}>
        <Icon name={icons[chosen]} />
        <span class="sr-only">
          Theme: {chosen}. Change to {next}
        </span>
      </button>
    </header>
  );
}
