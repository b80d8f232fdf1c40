import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Gives a text a colour or a weight, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** What decides about colours and widths; `World.stdout` is one. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export const plainPaint: Paint = (_style, text) => text;

/** Colours on a terminal; `NO_COLOR` (no-color.org) forbids them, `FORCE_COLOR` wants them anywhere. */
export function paintFor(screen: Screen, environment: { readonly [name: string]: string | undefined }): Paint {
  if (environment.NO_COLOR || environment.TERM === "dumb") return plainPaint;
  if (!screen.isTTY && !environment.FORCE_COLOR) return plainPaint;
  return (style, text) => styleText(style, text, { validateStream: false });
}
