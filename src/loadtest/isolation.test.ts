import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { test } from "node:test";
import { listening } from "../../test/support/dynalite.ts";
import { loadInput, play } from "../../test/support/play.ts";
import { constant, eachOncePlan } from "../engine/index.ts";
import { systemClock } from "../ground/index.ts";
import { readSigningKey } from "../tokens/signing-key.ts";
import { SigningSource } from "../tokens/signing-source.ts";
import { defineLoadTest } from "./define.ts";
import { generateKeyPairSync, verify } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder } from "../../test/support/kit.ts";

interface Note {
  readonly id: string;
  readonly text: string;
  readonly atMs: number;
}

const now = 1_795_000_000_000;
const notes = {
  users: 10,
  idOf: (i: number) => `writer-${i}`,
  rowsOf: (i: number): Note[] => [{ id: `note-${i}`, text: `secret of ${i}`, atMs: now }],
};
const shape = {
  list: "",
  id: "id",
  time: "at",
  fields: { text: "text" },
  shows: ({ id, text, atMs }: Note) => ({ id, text, at: atMs }),
} as const;
const at = new Date(now).toISOString().replace(".000Z", "Z");
const bodyOf = (i: number) => JSON.stringify([{ id: `note-${i}`, text: `secret of ${i}`, at }]);

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

interface Caller {
  /** Null: the token says nothing that can be read. */
  readonly user: number | null;
  readonly isSigned: boolean;
  readonly isExpired: boolean;
}

function callerOf({ headers }: IncomingMessage): Caller {
  const [head, claims, signature] = (headers.authorization ?? "").replace("Bearer ", "").split(".");
  if (head === undefined || claims === undefined || signature === undefined) {
    return { user: null, isSigned: false, isExpired: false };
  }
  const { sub, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub: string; exp: number };
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  const isSigned = verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
  return { user: Number(sub.split("-")[1]), isSigned, isExpired: exp * 1000 < Date.now() };
}

/** Every user asks once with a probe beside it, until each kind has been tried; `allows` is the service's mistake. */
async function probed(
  folder: string,
  allows: (caller: Caller, path: string) => number | null,
  refusal = { status: 401, body: "" },
) {
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const signing = await readSigningKey(join(folder, "key.pem"), null);
  const tokens = { kind: "sign", ...signing, keyId: null, issuer: null, audience: null, lifetimeMs: 60_000 } as const;
  const server = createServer((request, response) => {
    const caller = callerOf(request);
    const path = request.url!;
    const isRight = caller.isSigned && !caller.isExpired && path === "/mine";
    const shown = isRight ? caller.user : allows(caller, path);
    response.statusCode = shown === null ? refusal.status : 200;
    response.end(shown === null ? refusal.body : bodyOf(shown));
  });
  await using running = await listening(server);
  const asking = defineLoadTest({
    dataset: notes,
    answers: shape,
    isolation: { own: "/mine", another: (_user, other) => `/notes/${other.index}` },
    users: {
      writer: {
        wait: constant(0),
        bearer: (user) => user.token(),
        tasks: {
          look: async (user) => user.verify(await user.http.get("/mine")),
        },
      },
    },
  });
  const input = loadInput(running.endpoint, { tokens, isolation: 1 });
  const source = new SigningSource(tokens, systemClock);
  const { tick } = await play(asking, { input, plan: eachOncePlan(10, 10, 5), tokens: source });
  return tick;
}

const everyKind = ["another-user", "expired-token", "foreign-key", "no-token", "unsigned-token"];

test("an API that lets nobody in lets no probe in, and probes are in no other figure", async (t) => {
  const { probes, endpoints, errors, samples } = await probed(emptyFolder(t), () => null);
  assert.deepEqual(Object.keys(probes.counts).toSorted(), everyKind);
  for (const counts of Object.values(probes.counts)) assert.deepEqual({ ...counts, refused: 2 }, counts);
  assert.deepEqual([endpoints.length, endpoints[0]!.requests, errors, samples], [1, 10, [], []]);
});

test("an empty 200 is no leak", async (t) => {
  const { probes } = await probed(emptyFolder(t), () => null, { status: 200, body: "[]" });
  for (const kind of everyKind) assert.deepEqual([probes.counts[kind]!.empty, probes.counts[kind]!.leaked], [2, 0]);
});

test("each hole in the walls is a leak of its own kind, with a sample and without the token", async (t) => {
  const holes: { readonly [kind: string]: (caller: Caller, path: string) => number | null } = {
    "another-user": (_caller, path) => (path.startsWith("/notes/") ? Number(path.slice(7)) : null),
    "expired-token": ({ user, isSigned, isExpired }) => (isSigned && isExpired ? user : null),
    "foreign-key": ({ user, isSigned, isExpired }) => (!isSigned && !isExpired ? user : null),
    "no-token": ({ user }) => (user === null ? 0 : null),
  };
  for (const [kind, allows] of Object.entries(holes)) {
    const { probes, samples } = await probed(emptyFolder(t), (caller, path) =>
      path === "/mine" || kind === "another-user" ? allows(caller, path) : null,
    );
    assert.equal(probes.counts[kind]!.leaked, 2, kind);
    const [sample] = samples;
    assert.equal(sample!.outcome, "leak");
    assert.ok(!JSON.stringify(samples).includes("eyJ"), "no token in a sample");
  }
});

test("an answer with the user's own data to a question for another's is no leak", async (t) => {
  const { probes } = await probed(emptyFolder(t), ({ user, isSigned, isExpired }, path) =>
    isSigned && !isExpired && path.startsWith("/notes/") ? user : null,
  );
  assert.deepEqual([probes.counts["another-user"]!.empty, probes.counts["another-user"]!.leaked], [2, 0]);
});

test("what belongs to a third user is a leak too", async (t) => {
  const { probes } = await probed(emptyFolder(t), ({ user, isSigned, isExpired }, path) =>
    isSigned && !isExpired && path.startsWith("/notes/") ? thirdUser(user!, Number(path.slice(7))) : null,
  );
  assert.deepEqual([probes.counts["another-user"]!.empty, probes.counts["another-user"]!.leaked], [0, 2]);
});

function thirdUser(user: number, other: number): number {
  return [0, 1, 2].find((third) => third !== user && third !== other)!;
}
