import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "./catalogue.ts";
import { mistypedVariables } from "./mistyped-variables.ts";

const { command } = await catalogue["clean"]!.load();

test("a variable that is nearly an option of some command is pointed out with the right name", async () => {
  assert.deepEqual(await mistypedVariables({ PICKUP_REGIN: "x", PICKUP_SPAWNRATE: "5", PATH: "/bin" }, command), [
    "PICKUP_REGIN is no variable of the kit: did you mean PICKUP_REGION?",
    "PICKUP_SPAWNRATE is no variable of the kit: did you mean PICKUP_SPAWN_RATE?",
  ]);
});

test("options of any command, the client's credentials and variables of the user's own are left alone", async () => {
  const fine = { PICKUP_TABLE: "t", PICKUP_USERS: "5", PICKUP_OAUTH_CLIENT_ID: "me", PICKUP_MY_OWN_THING: "1" };
  assert.deepEqual(await mistypedVariables(fine, command), []);
});
