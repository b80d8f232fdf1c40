import { describeTarget } from "../../dynamodb/index.ts";
import type { OptionValues } from "../../ground/index.ts";
import type { SeedingAccount } from "../../seeding/index.ts";
import { SeedingFeed, seedingSubject, type webServerOptions } from "../../web/index.ts";
import { openPage } from "../open-page.ts";
import type { World } from "../world.ts";
import type { ProgressListener, SeedingSubject } from "./seeding-command.ts";

/** Shows what `write` does on a page, from before it begins until it is over. Throws what `write` throws. */
export async function shownOnPage(
  world: World,
  { target }: SeedingSubject,
  web: OptionValues<typeof webServerOptions>,
  tell: (line: string) => void,
  write: (listener: ProgressListener) => Promise<SeedingAccount>,
): Promise<SeedingAccount> {
  const feed = new SeedingFeed(describeTarget(target), world.clock);
  const server = await openPage(world, web, seedingSubject(feed), tell);
  try {
    const account = await write((progress) => feed.observe(progress));
    feed.ended(account);
    return account;
  } catch (error) {
    feed.failed(error);
    throw error;
  } finally {
    await server.close();
  }
}
