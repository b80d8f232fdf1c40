import { defineOptions, optionType } from "../ground/index.ts";
import { markets } from "./payload-template.ts";
import { signatureAlgorithms } from "./token-settings.ts";

/**
 * Where the users' tokens come from. The id and the secret of an OAuth client are no options: they come from the
 * environment ({@link clientIdName}, {@link clientSecretName}) or from a file, never from a command line.
 */
export const tokenOptions = defineOptions({
  tokenKind: {
    type: optionType.choice(["service", "oauth", "sign", "file", "none"]),
    help: "where tokens come from; needed only when several sources are named, or for none",
  },
  tokenUrl: { type: optionType.url, help: "address of the token service, or of the OAuth 2 token endpoint" },
  market: { type: optionType.choice(markets), default: "us", help: "payload template to use from token-payloads/" },
  tokenTemplate: { type: optionType.path, help: "payload template of your own, instead of a market's" },
  tokenPointer: {
    type: optionType.text,
    help: "JSON pointer to the token in the answer (default: encryptedToken, else access_token)",
  },
  tokenTimeout: { type: optionType.durationFrom(1), default: 10_000, help: "how long one token may take" },
  tokens: { type: optionType.path, help: "file with every user's token, as `pickup tokens` writes it" },
  signWith: { type: optionType.path, help: "sign tokens here: private key in PEM, or a secret for HS256" },
  alg: { type: optionType.choice(signatureAlgorithms), help: "algorithm to sign with (default: what fits the key)" },
  signLifetime: { type: optionType.durationFrom(1000), default: 3_600_000, help: "life of a token signed here" },
  signKeyId: { type: optionType.text, help: "`kid` in the header of a token signed here" },
  signIssuer: { type: optionType.text, help: "`iss` of a token signed here" },
  signAudience: { type: optionType.text, help: "`aud` of a token signed here" },
  oauthGrant: {
    type: optionType.choice(["client-credentials", "token-exchange"]),
    help: "ask --token-url by OAuth 2; token-exchange gives each user a token of its own",
  },
  oauthAuthentication: {
    type: optionType.choice(["basic", "body"]),
    default: "basic",
    help: "how the OAuth client shows its secret",
  },
  oauthClientFile: { type: optionType.path, help: 'JSON file with "client_id" and "client_secret"' },
  oauthParameter: {
    type: optionType.list(optionType.text),
    default: [],
    secret: true,
    help: "further field of the token request as NAME=VALUE; {userId} stands for the user's id",
  },
});

/** What `pickup tokens` may be told beside the source. */
export const tokenFileOptions = defineOptions({
  out: { type: optionType.path, default: "tokens.jsonl", help: "file to write, readable by its owner only" },
  tokenConcurrency: { type: optionType.integer(1, 1000), default: 32, help: "tokens asked for at once" },
  tokenRate: { type: optionType.positive, help: "most tokens to ask for in a second (default: no limit)" },
});

export const clientIdName = "PICKUP_OAUTH_CLIENT_ID";
export const clientSecretName = "PICKUP_OAUTH_CLIENT_SECRET";
