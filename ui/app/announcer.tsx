import { announcement } from "../parts/announce.ts";
import { useStore } from "../state/use-store.ts";

/** The place from which a screen reader reads what happens. */
export function Announcer() {
  return (
    <div class="sr-only" role="status" aria-live="polite">
      {useStore(announcement)}
    </div>
  );
}
