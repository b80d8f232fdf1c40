import type { RecordedEntry } from "./har.ts";

export interface RecordedRequest {
  readonly entry: RecordedEntry;
  readonly url: URL;
  readonly method: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The requests of a recording that are worth repeating, and how many of which kind are not. */
export interface Sifted {
  /** In the order in which they began. */
  readonly requests: readonly RecordedRequest[];
  /** The origin under test. */
  readonly origin: string | null;
  readonly assets: number;
  /** Preflights, web sockets, requests that got no answer. */
  readonly others: number;
  /** Requests to origins that were not wanted. */
  readonly elsewhere: ReadonlyMap<string, number>;
}

const assetTypes = new Set(["image", "stylesheet", "script", "font", "media", "manifest", "texttrack"]);
const assetContent = /^(image|font|audio|video)\/|^text\/(css|javascript)|^application\/(x-)?(javascript|font)/;
const assetName = /\.(css|m?js|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp[34]|webm|m3u8|ts|wasm)$/i;

/** Sifts a recording; `wanted` origins, or the one with the most requests. The first of them is under test. */
export function siftedRequests(
  entries: readonly RecordedEntry[],
  wanted: readonly string[],
  keepsAssets: boolean,
): Sifted {
  const all = entries.map(requestOf).toSorted((a, b) => a.startMs - b.startMs);
  const real = all.filter(isRepeatable);
  const worthy = keepsAssets ? real : real.filter((request) => !isAsset(request));
  const perOrigin = countedBy(worthy, ({ url }) => url.origin);
  const [busiest] = [...perOrigin].toSorted((a, b) => b[1] - a[1]);
  const origins =
    wanted.length > 0 ? wanted.map((url) => new URL(url).origin) : busiest === undefined ? [] : [busiest[0]];
  return {
    requests: worthy.filter(({ url }) => origins.includes(url.origin)),
    origin: origins[0] ?? null,
    assets: real.length - worthy.length,
    others: all.length - real.length,
    elsewhere: new Map([...perOrigin].filter(([origin]) => !origins.includes(origin))),
  };
}

function requestOf(entry: RecordedEntry): RecordedRequest {
  const startMs = Date.parse(entry.startedDateTime);
  const { request, time } = entry;
  const endMs = startMs + Math.max(0, time);
  return { entry, url: new URL(request.url), method: request.method.toUpperCase(), startMs, endMs };
}

function isRepeatable({ entry, url, method }: RecordedRequest): boolean {
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  const { status } = entry.response;
  return isHttp && method !== "OPTIONS" && method !== "CONNECT" && status > 0 && status !== 101;
}

function isAsset({ entry, url, method }: RecordedRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const { _resourceType: type = "", response } = entry;
  return assetTypes.has(type) || assetContent.test(response.content.mimeType) || assetName.test(url.pathname);
}

function countedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
