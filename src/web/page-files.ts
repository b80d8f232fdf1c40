import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import { KitError } from "../ground/index.ts";

const types = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/licences.txt": ["licences.txt", "text/plain; charset=utf-8"],
} as const;

/** The folder of the built page: beside the compiled kit, or in `dist/` of a checkout. Throws `PICKUP_PAGE_MISSING`. */
export function builtPage(): URL {
  const places = [new URL("../page/", import.meta.url), new URL("../../dist/page/", import.meta.url)];
  const found = places.find((place) => existsSync(fileURLToPath(new URL("index.html", place))));
  if (found !== undefined) return found;
  throw new KitError("PICKUP_PAGE_MISSING", "the page has not been built yet", {
    hint: "In a checkout: node scripts/build-page.ts; or load without the page: --headless.",
  });
}

/** The page itself; read anew for each visit, so that a page that was built meanwhile is shown. */
export function servePage(app: FastifyInstance, folder: URL): void {
  for (const [path, [file, type]] of Object.entries(types)) {
    app.get(path, async (_request, reply) => {
      const bytes = await readFile(new URL(file, folder));
      return reply.type(type).header("cache-control", "no-cache").send(bytes);
    });
  }
}
