import { useEffect, useState } from "preact/hooks";
import { ask, Refusal } from "./api.ts";

/** What a question to the server came to. */
export type Asked<Answer> =
  | { readonly state: "waiting" }
  | { readonly state: "answered"; readonly answer: Answer }
  | { readonly state: "refused"; readonly message: string };

/** Asks the server, and anew whenever the path or `revision` changes; meanwhile the former answer stays. */
export function useAnswer<Answer>(path: string, revision: unknown = null): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer>>({ state: "waiting" });
  useEffect(() => {
    const abort = new AbortController();
    ask<Answer>(path, abort.signal).then(
      (answer) => {
        if (!abort.signal.aborted) setAsked({ state: "answered", answer });
      },
      (error: unknown) => {
        if (!abort.signal.aborted)
          setAsked({ state: "refused", message: error instanceof Refusal ? error.message : String(error) });
      },
    );
    return () => abort.abort();
  }, [path, revision]);
  return asked;
}
