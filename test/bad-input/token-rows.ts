import { generateKeyPairSync } from "node:crypto";
import { type Row, row } from "./row.ts";
import { stackOf } from "./scene.ts";

const everyOption = /`pickup \S+ --help` lists every option/;
const template = /token-payloads\/us\.json/;
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = { "key.pem": privateKey.export({ type: "pkcs8", format: "pem" }) };
const openKey = { "public.pem": publicKey.export({ type: "spki", format: "pem" }) };
const client = { "client.json": { client_id: "me", client_secret: "s3cret" } };

/** Where tokens should come from, but do not. */
export const tokenRows: readonly Row[] = [
  row("tokens", 2, /^nothing says where the users' tokens come from$/, /--token-url URL/),
  row("tokens", 5, /^the `pickup local` of .* has ended$/, /^Start `pickup local` again/, {
    name: "tokens: a dead pid in local.json",
    files: { ".pickup/local.json": stackOf() },
  }),
  row("tokens --token-kind none", 2, /^tokens cannot be fetched from the source "none"$/, /--token-url URL/),
  row("tokens --token-kind ticket", 2, /^--token-kind is "ticket": must be one of service, /, everyOption),
  row("tokens --token-kind oauth", 2, /^--token-kind oauth needs an address$/, /--token-url URL/),
  row("tokens --token-url ftp://tokens", 2, /^--token-url is "ftp:\/\/tokens": must be an address/, everyOption),
  row(
    "tokens --token-url http://me:s3cret@127.0.0.1:1",
    2,
    /^--token-url holds a user name or a password$/,
    /environment/,
  ),
  row(
    "tokens --token-url {tokens} --sign-with key.pem",
    2,
    /^--sign-with and --token-url name different sources/,
    /--token-kind/,
  ),
  row(
    "tokens --token-url {tokens} --market mars",
    2,
    /^--market is "mars": must be one of us, latam, emea$/,
    everyOption,
  ),
  row(
    "tokens --token-url {tokens} --token-template absent.json",
    2,
    /absent\.json cannot be read: ENOENT$/,
    /--market us/,
  ),
  row("tokens --token-url {tokens} --token-template mine.json", 2, /mine\.json is not JSON$/, template, {
    files: { "mine.json": "s3cret" },
  }),
  row(
    "tokens --token-url {tokens} --token-template empty.json",
    2,
    /empty\.json lacks the object testParameters/,
    template,
    {
      files: { "empty.json": {} },
    },
  ),
  row(
    "tokens --token-url {tokens} --token-pointer token",
    2,
    /^--token-pointer token is no JSON pointer/,
    /\/data\/token/,
  ),
  row(
    "tokens --token-url {tokens} --token-rate 0 --token-concurrency 0",
    2,
    /^--token-concurrency is "0": .*\n {2}--token-rate is "0"/,
    everyOption,
  ),
  row("tokens --token-url {tokens} --config absent.json", 2, /absent\.json does not exist$/, /pickup config 50/),
  row("tokens --token-url {closed}", 5, /^the token service http\S+ cannot be reached: ECONNREFUSED$/, /--token-url/),
  row("tokens --token-url {closed}", 5, /cannot be reached: ECONNREFUSED$/, /--token-url/, {
    name: "tokens: the process ends by itself",
    asProcess: true,
  }),
  row(
    "tokens --token-url http://nowhere.invalid",
    5,
    /^the token service http:\/\/nowhere\.invalid\/ cannot be reached/,
    /--token-url/,
  ),
  row("tokens --token-url {silent} --token-timeout 200ms", 5, /did not answer in time$/, /--token-url/),
  row("tokens --token-url {notHttp}", 5, /answered with something that is not an HTTP/, /--token-url/),
  row("tokens --token-url {tokens}/500", 4, /answered with status 500$/, /log of the token service/),
  row("tokens --token-url {tokens}/401", 4, /refused a token: status 401, error invalid_client$/, /--token-template/),
  row(
    "tokens --token-url {tokens}/empty",
    4,
    /has no encryptedToken or access_token: the body is \{\}$/,
    /--token-pointer/,
  ),
  row("tokens --token-url {tokens}/page", 4, /the body is 6 bytes of no JSON$/, /--token-pointer/),
  row("tokens --token-url {tokens}/expired", 4, /gave a token that expired 5 s ago$/, /clock/),
  row(
    "tokens --token-url {tokens} --oauth-grant client-credentials",
    4,
    /^the OAuth client is not known: PICKUP_OAUTH_CLIENT_ID and PICKUP_OAUTH_CLIENT_SECRET missing$/,
    /--oauth-client-file/,
  ),
  row(
    "tokens --token-url {tokens} --oauth-grant client-credentials --oauth-client-file absent.json",
    4,
    /absent\.json cannot be read: ENOENT$/,
    /PICKUP_OAUTH_CLIENT_ID/,
  ),
  row(
    "tokens --token-url {tokens} --oauth-grant client-credentials --oauth-client-file half.json",
    4,
    /client_secret in .*half\.json missing$/,
    /PICKUP_OAUTH_CLIENT_ID/,
    { files: { "half.json": { client_id: "me" } } },
  ),
  row(
    "tokens --token-url {tokens} --oauth-grant client-credentials --oauth-client-file client.json --oauth-parameter s3cret",
    2,
    /^an --oauth-parameter is not NAME=VALUE$/,
    /scope=history/,
    { files: client },
  ),
  row("tokens --sign-with absent.pem", 2, /absent\.pem cannot be read: ENOENT$/, /PEM/),
  row("tokens --sign-with public.pem", 2, /public\.pem holds no private key$/, /openssl/, { files: openKey }),
  row("tokens --sign-with secret", 2, /secret is not PEM/, /openssl/, { files: { secret: "s3cret" } }),
  row("tokens --sign-with secret --alg HS256", 2, /secret has 6 bytes; HS256 needs 32$/, /openssl/, {
    files: { secret: "s3cret" },
  }),
  row("tokens --sign-with key.pem --alg ES256", 2, /key\.pem is a key for EdDSA, not for ES256$/, /openssl/, {
    files: key,
  }),
  row(
    "tokens --sign-with key.pem --sign-lifetime 10ms",
    2,
    /^--sign-lifetime is "10ms": must be at least 1s$/,
    everyOption,
  ),
  row(
    "tokens --sign-with key.pem --out absent/t.jsonl",
    2,
    /absent\/t\.jsonl cannot be written: ENOENT$/,
    /--out FILE/,
    {
      files: key,
    },
  ),
  row("tokens --sign-with key.pem --out folder", 2, /folder cannot be written: it is no plain file$/, /--out FILE/, {
    files: key,
    given: (scene) => scene.makeFolder("folder"),
  }),
  row("tokens --sign-with key.pem --out device", 2, /device cannot be written: it is no plain file$/, /--out FILE/, {
    files: key,
    given: (scene) => scene.link("device", "/dev/full"),
  }),
  row(
    "tokens --sign-with key.pem --out notes.txt",
    2,
    /^line 1 of the tokens file .*notes\.txt is not JSON$/,
    /^Each line is/,
    {
      files: { ...key, "notes.txt": "s3cret\n" },
    },
  ),
];
