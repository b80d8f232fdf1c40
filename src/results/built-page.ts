import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { KitError } from "../ground/index.ts";

/** The folder of the built page: beside the compiled kit, or in `dist/` of a checkout. Throws `PICKUP_PAGE_MISSING`. */
export function builtPage(): URL {
  const places = [new URL("../page/", import.meta.url), new URL("../../dist/page/", import.meta.url)];
  const found = places.find((place) => existsSync(fileURLToPath(new URL("index.html", place))));
  if (found !== undefined) return found;
  throw new KitError("PICKUP_PAGE_MISSING", "the page has not been built yet", {
    hint: "In a checkout: node scripts/build-page.ts; or load without the page: --headless.",
  });
}
