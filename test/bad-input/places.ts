import { TableAdmin, placeholderCredentials } from "../../src/dynamodb/index.ts";
import { systemClock } from "../../src/ground/index.ts";
import { answeringServer, answerText } from "../support/answering-server.ts";
import { startDynalite } from "../support/dynalite.ts";
import { refusal, startScripted } from "../support/scripted-dynamodb.ts";

const tokenAnswers: { readonly [path: string]: readonly [status: number, body: string] } = {
  "/500": [500, "{}"],
  "/401": [401, '{"error":"invalid_client"}'],
  "/empty": [200, "{}"],
  "/page": [200, "<html>"],
  "/expired": [200, '{"encryptedToken":"s3cret","expires_in":-5}'],
};

const markerTable = {
  TableName: "pickup-cw-snp",
  TableStatus: "ACTIVE",
  CreationDateTime: 1_600_000_000,
  KeySchema: [
    { AttributeName: "prof", KeyType: "HASH" },
    { AttributeName: "parent", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "prof", AttributeType: "S" },
    { AttributeName: "parent", AttributeType: "S" },
  ],
};

/** The servers that a row's command line may name, good ones and bad ones. */
export async function openPlaces() {
  const servers = new AsyncDisposableStack();
  const answering = async (reply: Parameters<typeof answeringServer>[0]) =>
    servers.use(await answeringServer(reply)).origin;
  const scripted = async (answer: Parameters<typeof startScripted>[0]) =>
    servers.use(await startScripted(answer)).endpoint;
  const database = servers.use(await startDynalite()).endpoint;
  await makeTableWithOtherKeys(database);
  const api = await answering(() => answerText("{}"));
  const addresses = {
    api,
    takenPort: new URL(api).port,
    closed: "http://127.0.0.1:1",
    silent: await answering(() => null),
    notHttp: await answering(() => "220 mail.example.test ESMTP\r\n"),
    webPage: await answering(() => answerText("<html>welcome</html>")),
    notFound: await answering(() => answerText('{"code":"NOT_FOUND"}', "HTTP/1.1 404 Not Found\r\n")),
    tokens: await answering(({ path }) => {
      const [status, body] = tokenAnswers[path] ?? [200, '{"encryptedToken":"t"}'];
      return answerText(body, `HTTP/1.1 ${status} Scripted\r\n`);
    }),
    database,
    refusing: await scripted(() => refusal(400, "UnrecognizedClientException")),
    forbidding: await scripted(() => refusal(400, "AccessDeniedException")),
    expired: await scripted(() => refusal(400, "ExpiredTokenException")),
    skewed: await scripted(() => refusal(400, "InvalidSignatureException", { message: "Signature expired: long ago" })),
    readOnly: await scripted(({ operation }) =>
      operation === "DescribeTable"
        ? { status: 200, json: { Table: markerTable } }
        : refusal(400, "ValidationException"),
    ),
  };
  return { addresses, [Symbol.asyncDispose]: () => servers.disposeAsync() };
}

async function makeTableWithOtherKeys(endpoint: string): Promise<void> {
  const target = { endpoint, region: "us-west-2", table: "other-test" };
  using admin = await TableAdmin.open(target, placeholderCredentials, systemClock);
  await admin.create({
    partitionKey: { name: "id", type: "S" },
    sortKey: { name: "position", type: "N" },
    ttlAttribute: "ttl",
  });
}
