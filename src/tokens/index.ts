export { type Collected, collectTokens, type CollectionProgress, type CollectionRequest } from "./collect-tokens.ts";
export { ForgedTokens } from "./forged-tokens.ts";
export { clientIdName, clientSecretName, tokenFileOptions, tokenOptions } from "./options.ts";
export { signTokens } from "./sign-tokens.ts";
export { TokenPool, type TokenPoolOptions, type TokenRecorder } from "./token-pool.ts";
export { tokenSettingsOf, type TokenOptionValues, type TokenSurroundings } from "./token-settings-of.ts";
export { describeTokens, type TokenSettings } from "./token-settings.ts";
export { tokenSource } from "./token-source.ts";
export type { Token, TokenSource } from "./token.ts";
