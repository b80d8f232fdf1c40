// The entry of a thread that signs tokens.
import { parentPort, workerData } from "node:worker_threads";
import { signText } from "./sign-text.ts";
import { keyObjectOf } from "./signing-key.ts";
import type { SignedLines, SigningOrder, SigningThreadData } from "./signing-messages.ts";
import { TokenDrafter } from "./token-draft.ts";
import { formatTokenLine } from "./token-lines.ts";

const { settings } = workerData as SigningThreadData;
const key = keyObjectOf(settings);
const drafter = new TokenDrafter(settings);

parentPort!.on("message", ({ userIds, nowMs }: SigningOrder) => {
  const lines = userIds.map((userId) => {
    const { text, expiresAtMs } = drafter.draft(userId, nowMs);
    const signature = signText(settings.algorithm, key, text);
    return formatTokenLine(userId, { value: `${text}.${signature.toString("base64url")}`, expiresAtMs });
  });
  parentPort!.postMessage({ lines: lines.join(""), count: userIds.length } satisfies SignedLines);
});
