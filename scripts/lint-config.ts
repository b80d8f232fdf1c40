import { house, type Room, type RoomName } from "../house.ts";

/** The oxlint configuration: fixed rules, and for each room the rooms it must not import. */
export function lintConfig(): object {
  return {
    plugins: ["typescript", "import", "unicorn", "oxc", "node"],
    categories: { correctness: "error", suspicious: "error" },
    rules: {
      "typescript/no-floating-promises": "error",
      "typescript/no-misused-promises": "error",
      "typescript/await-thenable": "error",
      "typescript/no-explicit-any": "error",
      "import/no-cycle": "error",
      "import/no-unassigned-import": "off",
      // fast-check is written `fc.assert` everywhere, its own documentation included.
      "import/no-named-as-default-member": "off",
      // The compiler holds it (noImplicitReturns) and knows when a switch is exhaustive.
      "consistent-return": "off",
      "typescript/consistent-return": "off",
      // For windows of a browser; a worker's port has no origin.
      "unicorn/require-post-message-target-origin": "off",
      "no-shadow": "off",
      "no-await-in-loop": "off",
      "no-empty": "error",
      "unicorn/consistent-function-scoping": "off",
      "typescript/no-unsafe-type-assertion": "off",
    },
    overrides: [
      ...Object.entries(house).map(([name, room]) => wallOf(name as RoomName, room)),
      pageWall,
      { files: ["**/*.test.ts"], rules: { "typescript/no-floating-promises": "off" } },
      { files: ["ui/**/*.test.ts"], rules: { "no-restricted-imports": "off" } },
    ],
    ignorePatterns: ["dist", "node_modules", "runs"],
  };
}

function wallOf(name: RoomName, room: Room): object {
  const forbidden = (Object.keys(house) as RoomName[]).filter(
    (other) => other !== name && !room.imports.includes(other),
  );
  const patterns = forbidden.map((other) => ({
    regex: `^(\\.\\./)+${other}/`,
    allowTypeImports: room.importsTypesOf?.includes(other) ?? false,
    message: `The room ${name} may not import ${other}; see house.ts.`,
  }));
  return {
    files: [`src/${name}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
}

/** The browser page knows the types of the web API and nothing else of the kit. */
const pageWall = {
  files: ["ui/**/*.{ts,tsx}"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { regex: "^node:", message: "The page runs in a browser." },
          ...Object.keys(house).map((room) => ({
            regex: `^(\\.\\./)+src/${room}/`,
            allowTypeImports: room === "web" || room === "results",
            message:
              "The page may import the types of src/web/protocol.ts and of a run as src/results shows it, nothing else.",
          })),
        ],
      },
    ],
  },
};
