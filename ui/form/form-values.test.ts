import assert from "node:assert/strict";
import { test } from "node:test";
import { simulatedForm } from "../../test/support/simulated-form.ts";
import { initialValues, problemsOf, startRequestOf, worthRemembering, type FormValues } from "./form-values.ts";

const form = simulatedForm();
const shown = initialValues(form, {});
const withFields = (fields: FormValues["fields"], more: Partial<FormValues> = {}): FormValues => ({
  ...shown,
  ...more,
  fields: { ...shown.fields, ...fields },
});
const wrongFields = (values: FormValues) => problemsOf(form, values).map(({ field }) => field);

test("more users than the dataset has are refused, with the number", () => {
  const problems = problemsOf(form, withFields({ users: "201" }));
  assert.deepEqual(problems, [{ field: "users", message: "The dataset has 200 users; no more can run at once." }]);
  assert.deepEqual(wrongFields(withFields({ users: "200" })), []);
});

test("what is no number, no duration and no address is said at its field", () => {
  const values = withFields({ users: "ten", spawnRate: "fast", runTime: "soon", host: "api.example.com" });
  assert.deepEqual(new Set(wrongFields(values)), new Set(["users", "spawnRate", "runTime", "host"]));
});

test("an empty field means none and is no problem", () => {
  assert.deepEqual(wrongFields(withFields({ runTime: "", host: "" })), []);
});

test("a shape of load asks for its own fields only, and what was given for another one is taken back", () => {
  const given = {
    ...form,
    fields: form.fields.map((one) => (one.key === "users" ? { ...one, origin: "flag" as const } : one)),
  };
  const values = withFields({ stages: "30s:100", users: "9999" }, { shape: "stages" });
  assert.deepEqual(problemsOf(given, values), []);
  assert.deepEqual(startRequestOf(given, values).options, { stages: "30s:100", users: "" });
});

test("only what was changed is sent", () => {
  assert.deepEqual(startRequestOf(form, withFields({ users: "20" })), { type: "start", options: { users: "20" } });
  assert.deepEqual(startRequestOf(form, { ...shown, userTypes: ["viewer"] }).userTypes, ["viewer"]);
});

test("somebody has to play", () => {
  assert.match(problemsOf(form, { ...shown, userTypes: [] })[0]!.message, /at least one user type/);
});

test("an earlier visit fills in what nobody gave, and never what the command line says", () => {
  const { fields } = initialValues(form, { users: "77", host: "http://elsewhere", spawnRate: true });
  assert.equal(fields.users, "77");
  assert.equal(fields.host, "http://127.0.0.1:3000");
  assert.equal(fields.spawnRate, "1");
});

test("a secret is never remembered", () => {
  const remembered = worthRemembering(form, withFields({ users: "12", token: "s3cret" }));
  assert.deepEqual(remembered, { users: "12" });
});
