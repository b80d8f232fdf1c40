import type { OptionValues } from "../ground/index.ts";
import {
  type PageSubject,
  startWebServer,
  type WebServer,
  type webServerOptions,
  webSettingsOf,
} from "../web/index.ts";
import { readyPage } from "./ready-page.ts";
import { versionOfKit } from "./version.ts";
import { say, type World } from "./world.ts";

/** Serves a page as the options want it, and says where, by `tell`. Throws KitErrors (exit code 2) when it cannot. */
export async function openPage(
  world: World,
  web: OptionValues<typeof webServerOptions>,
  subject: PageSubject,
  tell = (line: string) => say(world, line),
): Promise<WebServer> {
  const { clock, stderr, folder } = world;
  const log = (line: string) => void stderr.write(`${line}\n`);
  const settings = await webSettingsOf(web, folder);
  const parts = { settings, page: await readyPage(), kitVersion: versionOfKit(), clock, log };
  const server = await startWebServer(parts, subject);
  tell(`page: ${server.url}`);
  return server;
}
