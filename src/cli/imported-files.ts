import { resolve } from "node:path";

const sources = /\.[cm]?[jt]s$/;

/** All files, absolute, that some source files import from this machine, packages apart; none of a file that is broken. */
export async function importedFiles(files: readonly string[]): Promise<string[]> {
  const esbuild = await import("esbuild");
  const found = files
    .filter((file) => sources.test(file))
    .map(async (file) => {
      try {
        const { metafile } = await esbuild.build({
          entryPoints: [file],
          bundle: true,
          write: false,
          metafile: true,
          packages: "external",
          format: "esm",
          platform: "node",
          logLevel: "silent",
          absWorkingDir: "/",
        });
        return Object.keys(metafile.inputs).map((input) => resolve("/", input));
      } catch {
        return []; // what is wrong with it is for the test run to say
      }
    });
  return (await Promise.all(found)).flat();
}
