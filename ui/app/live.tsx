import { SeedingPage } from "../seeding/seeding-page.tsx";
import { useStore } from "../state/use-store.ts";
import { LivePage } from "./live-page.tsx";
import type { LiveState } from "./live-state.ts";

/** What the server shows: load tests, or a seeding. */
export function Live({ state }: { readonly state: LiveState }) {
  const seeding = useStore(state.seeding);
  return seeding === null ? <LivePage state={state} /> : <SeedingPage state={state} view={seeding} />;
}
