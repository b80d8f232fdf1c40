// The table of rooms in ARCHITECTURE.md, from the house. `node scripts/architecture-table.ts` writes it in place.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { house } from "../house.ts";

const begin = "<!-- rooms: from house.ts -->";
const end = "<!-- end of rooms -->";

/** The text of ARCHITECTURE.md with its table of rooms made anew. */
export function withTableOfRooms(document: string): string {
  const rows = Object.entries(house).map(([name, { holds, imports, importsTypesOf, importsPublicFace }]) => {
    const all = imports.length > 10 ? "everything below it" : imports.join(", ");
    const types = importsTypesOf === undefined ? "" : `; types of ${importsTypesOf.join(", ")}`;
    return `| \`${name}/\` | ${holds} | ${importsPublicFace ? "`index.ts`" : all || "`node:` only"}${types} |`;
  });
  const table = ["| room | what lives there | may import |", "| --- | --- | --- |", ...rows].join("\n");
  const [head, rest] = document.split(begin);
  return `${head}${begin}\n\n${table}\n\n${end}${rest!.split(end)[1]}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  writeFileSync("ARCHITECTURE.md", withTableOfRooms(readFileSync("ARCHITECTURE.md", "utf8")));
}
