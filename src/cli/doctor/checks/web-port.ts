import { once } from "node:events";
import { createServer } from "node:net";
import { systemCodeOf } from "../../../ground/index.ts";
import type { Check } from "../check.ts";
import { failure, ok } from "../finding.ts";

/** Whether the page can be served at its port. */
export const webPortCheck: Check = {
  name: "page port",
  async run({ values: { webHost, webPort } }) {
    const server = createServer();
    try {
      server.listen(webPort, webHost);
      await once(server, "listening");
      return ok(webPort === 0 ? "any free one is taken" : `${webPort} of ${webHost} is free`);
    } catch (error) {
      const code = systemCodeOf(error);
      const problem = code === "EADDRINUSE" ? "is taken" : `cannot be listened on: ${code}`;
      return failure("PICKUP_WEB_PORT", `${webPort} of ${webHost} ${problem}`, {
        hint: `Name another one with --web-port (0: any free one), load with --headless, or end what has it: ss -ltnp 'sport = :${webPort}'.`,
      });
    } finally {
      server.close();
    }
  },
};
