import { type LoadOrder, type LoadOrderRequest, makeLoadOrder } from "../run/index.ts";
import { shownProxyOf } from "../http/index.ts";
import { describeTokens } from "../tokens/index.ts";
import { versionOfKit } from "./version.ts";
import { insecureWarning, say, type World } from "./world.ts";

/** Makes the order of a run and says, before anything is sent, what it goes to and what the reader should know. */
export async function announcedOrder(
  world: World,
  request: Omit<LoadOrderRequest, "environment" | "folder" | "clock" | "version">,
): Promise<LoadOrder> {
  const { environment, folder, clock } = world;
  const { order, warnings } = await makeLoadOrder({ ...request, environment, folder, clock, version: versionOfKit() });
  for (const warning of warnings) say(world, `warning: ${warning}`);
  const { host, isInsecure } = order.head;
  if (isInsecure) say(world, insecureWarning);
  const proxy = shownProxyOf(order.input.host, order.input.http.proxies);
  const way = proxy === null ? "" : ` through the proxy ${proxy}`;
  const protocol = order.input.http.version === 2 ? " by HTTP/2" : "";
  say(world, `API: ${host}${protocol}${way} · tokens: ${describeTokens(order.input.tokens)}`);
  return order;
}
