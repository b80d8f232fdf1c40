import assert from "node:assert/strict";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { house, type RoomName } from "../house.ts";

interface Import {
  file: string;
  room: RoomName;
  target: string;
  typesOnly: boolean;
}

const rooms = Object.keys(house) as RoomName[];

/** Every relative import, static or dynamic, and every `new URL` to a module, of the sources (tests left out). */
function importsOf(file: string): Import[] {
  const source = readFileSync(file, "utf8");
  const room = file.split("/")[1] as RoomName;
  const pattern =
    /(?:^|\n)\s*(import|export)(\s+type)?\s[^;]*?from\s+"(\.[^"]+)"|import\(\s*"(\.[^"]+)"\s*\)|(?:^|\n)import\s+"(\.[^"]+)"/g;
  return [...source.matchAll(pattern)].map(([, , type, fromPath, dynamicPath, barePath]) => ({
    file,
    room,
    target: posix.normalize(posix.join(posix.dirname(file), (fromPath ?? dynamicPath ?? barePath)!)),
    typesOnly: type !== undefined,
  }));
}

const files = globSync("src/*/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
const imports = files.flatMap(importsOf);

test("every folder under src is a room of the house and every room has its folder", () => {
  const folders = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).toSorted(), rooms.toSorted());
});

test("a room imports only the rooms that the house allows it", () => {
  const crossing = imports.filter(({ room, target, typesOnly }) => {
    const other = target.split("/")[1] as RoomName;
    if (other === room || !target.startsWith("src/") || !rooms.includes(other)) return false;
    if (house[room].imports.includes(other)) return false;
    return !(typesOnly && house[room].importsTypesOf?.includes(other));
  });
  assert.deepEqual(crossing, []);
});

test("a room is entered through its door only", () => {
  const throughWalls = imports.filter(({ room, target }) => {
    const other = target.split("/")[1] as RoomName;
    return other !== room && rooms.includes(other) && target !== `src/${other}/index.ts`;
  });
  assert.deepEqual(throughWalls, []);
});

test("inside a room a file imports the file, never the room's own door", () => {
  assert.deepEqual(
    imports.filter(({ room, target }) => target === `src/${room}/index.ts`),
    [],
  );
});

test("only the built-in load test imports the public face", () => {
  const outsiders = imports.filter(({ room, target }) => target === "src/index.ts" && !house[room].importsPublicFace);
  assert.deepEqual(outsiders, []);
});

test("the table of rooms allows no cycle", () => {
  const open = new Set<RoomName>(rooms);
  const next = () => [...open].find((name) => house[name].imports.every((other) => !open.has(other)));
  for (let name = next(); name !== undefined; name = next()) open.delete(name);
  assert.deepEqual([...open], []);
});
