/**
 * The address of a module beside another one, with the extension of the running kit (`.ts` from a checkout, `.js` from
 * the published package): `moduleBeside(import.meta.url, "./worker-thread")`.
 */
export function moduleBeside(moduleUrl: string, relative: string): URL {
  const extension = moduleUrl.endsWith(".ts") ? ".ts" : ".js";
  return new URL(`${relative}${extension}`, moduleUrl);
}
