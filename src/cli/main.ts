#!/usr/bin/env node
// The only file that must run on every Node: it imports nothing but what is there, checks the version, then loads the
// kit.
import module from "node:module";

const leastMajor = 24;
const major = Number(process.versions.node.split(".")[0]);

if (major < leastMajor) {
  process.stderr.write(
    `error: pickup-load-test needs Node ${leastMajor} or newer; this is ${process.versions.node}\n` +
      "hint: install a newer Node, or run it as `npx -p node@24 -p pickup-load-test pickup …`\n",
  );
  process.exitCode = 2;
} else {
  module.enableCompileCache(); // halves the start from a checkout
  const { main } = await import("./program.ts");
  await main(process.argv.slice(2));
}
