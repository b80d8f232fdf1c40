import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";

const types = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/licences.txt": ["licences.txt", "text/plain; charset=utf-8"],
} as const;

/** The page itself; read anew for each visit, so that a page that was built meanwhile is shown. */
export function servePage(app: FastifyInstance, folder: URL): void {
  for (const [path, [file, type]] of Object.entries(types)) {
    app.get(path, async (_request, reply) => {
      const bytes = await readFile(new URL(file, folder));
      return reply.type(type).header("cache-control", "no-cache").send(bytes);
    });
  }
}
