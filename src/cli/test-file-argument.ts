import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { moduleBeside } from "../ground/index.ts";
import { type AnyLoadTest, loadTestFile, resolveOwnName } from "../loadtest/index.ts";

export interface NamedTest {
  readonly test: AnyLoadTest;
  /** `file:…` */
  readonly testFile: string;
  readonly isBuiltIn: boolean;
}

/** The load test that a command line names, or the built-in one. */
export async function testOf(argument: string | undefined, folder: string): Promise<NamedTest> {
  const isBuiltIn = argument === undefined;
  const url = isBuiltIn
    ? moduleBeside(import.meta.url, "../pickup/load-test")
    : pathToFileURL(resolve(folder, argument));
  resolveOwnName();
  return { test: await loadTestFile(url.href), testFile: url.href, isBuiltIn };
}
