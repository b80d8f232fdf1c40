import assert from "node:assert/strict";
import { test } from "node:test";
import { apiSettingsIn, defaultApiSettings } from "./api-settings.ts";

test("what the file leaves out has its default: 1825 days, 1000 entries, never completed", () => {
  assert.deepEqual(apiSettingsIn("{}"), { cutOffInDays: 1825, continueWatchingLimit: 1000, completedAt: null });
  assert.deepEqual(apiSettingsIn('{"cutOffInDays":30}'), { ...defaultApiSettings, cutOffInDays: 30 });
});

const wrong: readonly [text: string, problem: RegExp][] = [
  ['{"cutOffInDays":30', /^is not JSON$/],
  ["", /^is not JSON$/],
  ["[]", /^holds no object$/],
  ["null", /^holds no object$/],
  ['{"cutOffDays":30}', /unknown setting cutOffDays; known: cutOffInDays, continueWatchingLimit, completedAt/],
  ['{"toString":30}', /unknown setting toString/],
  ['{"cutOffInDays":"30"}', /cutOffInDays is "30"; it must be a number/],
  ['{"cutOffInDays":-1}', /cutOffInDays is -1/],
  ['{"continueWatchingLimit":1.5}', /continueWatchingLimit is 1.5; it must be a whole number/],
  ['{"completedAt":1.1}', /completedAt is 1.1/],
  ['{"completedAt":0}', /completedAt is 0/],
];

for (const [text, problem] of wrong) {
  test(`the settings ${JSON.stringify(text)} are refused by name`, () => {
    const refusal = apiSettingsIn(text);
    assert.ok(typeof refusal === "string");
    assert.match(refusal, problem);
  });
}
