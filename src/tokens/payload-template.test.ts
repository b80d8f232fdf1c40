import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fillTemplate, markets, marketTemplateUrl, readPayloadTemplate } from "./payload-template.ts";

for (const market of markets) {
  test(`the template of ${market} is filled with the user's id and keeps everything else`, async () => {
    const template = await readPayloadTemplate(marketTemplateUrl(market));
    assert.deepEqual(JSON.parse(fillTemplate(template, "PICKUP-LT-1")), {
      testParameters: {
        testDescription: "pickup load test",
        productCode: "hboMax",
        deviceCode: "desktop",
        environment: "snp",
        templateUserId: "",
        additionalTokenPropertyData: {
          clientId: "",
          deviceSerialNumber: "",
          affiliateCode: "",
          userId: "PICKUP-LT-1",
          hurleyAccountId: "PICKUP-LT-1",
          hurleyProfileId: "PICKUP-LT-1",
          streamTrackingId: "PICKUP-LT-1",
          homeServicesPartition: "snp",
          market,
        },
      },
    });
  });
}

test("an id with quotes and backslashes stays one value of the payload", async () => {
  const template = await readPayloadTemplate(marketTemplateUrl("us"));
  const id = 'a","market":"x\\';
  const { additionalTokenPropertyData } = JSON.parse(fillTemplate(template, id)).testParameters;
  assert.equal(additionalTokenPropertyData.streamTrackingId, id);
  assert.equal(additionalTokenPropertyData.market, "us");
});

const complete = { userId: "", hurleyAccountId: "", hurleyProfileId: "", streamTrackingId: "" };
const { streamTrackingId: _streamTrackingId, userId: _userId, ...incomplete } = complete;
const badTemplates = [
  { name: "no JSON", text: '{"clientId": "S3CRET"', message: /own\.json is not JSON$/ },
  { name: "a list", text: "[]", message: /lacks the object testParameters\.additionalTokenPropertyData$/ },
  { name: "no testParameters", text: JSON.stringify(complete), message: /lacks the object testParameters/ },
  {
    name: "two of the four fields missing",
    text: JSON.stringify({ testParameters: { additionalTokenPropertyData: incomplete } }),
    message: /lacks userId, streamTrackingId in testParameters\.additionalTokenPropertyData$/,
  },
];

for (const { name, text, message } of badTemplates) {
  test(`a template with ${name} is refused in one clear line`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "pickup-template-"));
    const file = join(folder, "own.json");
    await writeFile(file, text);
    await assert.rejects(readPayloadTemplate(file), { code: "PICKUP_TOKEN_TEMPLATE_INVALID", exitCode: 2, message });
    await rm(folder, { recursive: true });
  });
}

test("a template that is not there is named with the reason", async () => {
  await assert.rejects(readPayloadTemplate("/nowhere/own.json"), {
    code: "PICKUP_TOKEN_TEMPLATE_UNREADABLE",
    exitCode: 2,
    message: "the token template /nowhere/own.json cannot be read: ENOENT",
  });
});
