import { Store } from "../state/store.ts";
import { rememberedStore } from "../state/remembered.ts";

export type Theme = "light" | "dark";

const isChoice = (found: unknown): found is Theme | "auto" => found === "light" || found === "dark" || found === "auto";

/** What the reader chose; `auto`: as the system has it. */
export const chosenTheme = rememberedStore<Theme | "auto">("theme", "auto", isChoice);

/** What is shown. */
export const theme = new Store<Theme>("light");

const colours = new Map<string, string>();

/** Keeps the page in the chosen theme, and light while it is printed. */
export function followTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = (shown: Theme) => {
    document.documentElement.dataset.theme = shown;
    colours.clear();
    theme.value = shown;
  };
  const follow = () => show(chosenTheme.value === "auto" ? (system.matches ? "dark" : "light") : chosenTheme.value);
  system.addEventListener("change", follow);
  chosenTheme.subscribe(follow);
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", follow);
  follow();
}

/** The colour of a token, as a canvas needs it: `colourOf("series-p95")`. */
export function colourOf(token: string): string {
  let colour = colours.get(token);
  if (colour === undefined) {
    colour = getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
    colours.set(token, colour);
  }
  return colour;
}
