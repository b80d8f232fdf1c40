import type { HistoryEntry } from "../pickup-api/history.ts";
import type { RawAnswer } from "../pickup-api/historian.ts";
import type { TextLie } from "./lie-kinds.ts";

type Told = Partial<RawAnswer> & { readonly body: string };

const surplusBytes = 64;

/** What each lie makes of an honest list; null where it has nothing to work with. */
export const textLies: { readonly [Name in TextLie]: (honest: readonly HistoryEntry[]) => Told | null } = {
  truncatedJson: (honest) => {
    const body = textOf(honest);
    return { body: body.slice(0, Math.floor(body.length * 0.6)) };
  },
  wrongType: (honest) => ofFirst(honest, ({ position, ...rest }) => ({ ...rest, position: String(position) })),
  missingField: (honest) => ofFirst(honest, ({ runtime: _runtime, ...rest }) => rest),
  nullList: () => ({ body: textOf(null) }),
  errorBody: () => ({ body: JSON.stringify({ code: "INTERNAL", message: "something went wrong" }) }),
  htmlPage: () => ({ body: "<html><body>please sign in</body></html>", contentType: "text/html" }),
  wrongStatus: (honest) => ({ body: textOf(honest), status: 500 }),
  wrongLength: (honest) => ({ body: textOf(honest), surplusBytes }),
};

function textOf(list: unknown): string {
  return JSON.stringify({ continueWatching: list });
}

function ofFirst(honest: readonly HistoryEntry[], change: (entry: HistoryEntry) => object): Told | null {
  const [first, ...rest] = honest;
  return first === undefined ? null : { body: textOf([change(first), ...rest]) };
}
