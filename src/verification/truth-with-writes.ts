import type { Truth } from "./truth.ts";
import type { WriteLedger } from "./write-ledger.ts";

/**
 * A truth that tells whose an entry is by what the users wrote as well: by its look alone one written entry in 64 of
 * somebody else could be the user's own.
 */
export function truthWithWrites(truth: Truth, writes: WriteLedger): Truth {
  return {
    ...truth,
    recognise(user, shown) {
      const whose = truth.recognise(user, shown);
      return whose === "own" && writes.isAnothers(user, shown) ? "another" : whose;
    },
  };
}
