/** A load test to begin with: what is copied for it, and how one goes on. */
export interface Kind {
  readonly help: string;
  /** Files of the new folder, each with the file of the kit that it is a copy of. */
  readonly copies: { readonly [path: string]: string };
  /** The name of the test in its source, where it is told how it is run. */
  readonly nameInSource: string;
  /** It has users of the pickup service, and so a config. */
  readonly hasConfig: boolean;
  /** It signs its tokens with a secret of its own. */
  readonly hasSecret: boolean;
  /** Flags of `pickup try` and `pickup load`. */
  readonly flags: string;
  /** What plays the API under test, as a script of the package; left out: the reader has one. */
  readonly api?: { readonly script: string; readonly command: string };
}

/** The one test file of every new folder. */
export const testFile = "load-test.ts";

const everywhere = { ".gitignore": "templates/gitignore", "tsconfig.json": "templates/tsconfig.json" };
const workflow = ".github/workflows/load-test.yml";

export const kinds = {
  pickup: {
    help: "the pickup service: each viewer's own history, compared with what was seeded",
    copies: {
      ...everywhere,
      [testFile]: "examples/continue-watching.ts",
      [workflow]: "templates/workflow-embedded.yml",
    },
    nameInSource: "continue-watching.ts",
    hasConfig: true,
    hasSecret: false,
    flags: "",
    api: { script: "local", command: "pickup local --seeded" },
  },
  http: {
    help: "any HTTP API: as many users as wanted, and your own checks",
    copies: {
      ...everywhere,
      [testFile]: "templates/http/load-test.ts",
      [workflow]: "templates/workflow-named-api.yml",
    },
    nameInSource: testFile,
    hasConfig: false,
    hasSecret: false,
    flags: "",
  },
  dataset: {
    help: "an API whose answer depends on who asks, with your own dataset and what it owes each user",
    copies: {
      ...everywhere,
      [testFile]: "examples/reading-list/load-test.ts",
      "shelves.ts": "examples/reading-list/shelves.ts",
      "api.ts": "examples/reading-list/api.ts",
      [workflow]: "templates/workflow-named-api.yml",
    },
    nameInSource: testFile,
    hasConfig: false,
    hasSecret: true,
    flags: " -H http://127.0.0.1:3000 --sign-with secret.txt --alg HS256",
    api: { script: "api", command: 'SHELF_SECRET="$(cat secret.txt)" node api.ts 3000' },
  },
} as const satisfies { readonly [name: string]: Kind };

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];
