import { Agent, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";

export interface ProxiedRequest {
  readonly method: string;
  /** The path with its query, as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const hopByHop = ["connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-authorization", "date"];

/** The service behind a fault proxy. */
export class Upstream {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: "fifo" });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Sends a request on, with its own headers; 503 when the service cannot be reached. */
  async send(proxied: ProxiedRequest): Promise<ProxiedAnswer> {
    try {
      return await this.#sendOnce(proxied, true);
    } catch (error) {
      const body = Buffer.from(`the service behind the fault proxy did not answer: ${String(error)}\n`);
      return { status: 503, headers: { "content-type": "text/plain" }, body };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #sendOnce(proxied: ProxiedRequest, mayRepeat: boolean): Promise<ProxiedAnswer> {
    const { method, target, headers, body } = proxied;
    return new Promise((resolve, reject) => {
      const sent = request(new URL(target, this.#url), {
        method,
        headers: { ...withoutHops(headers), "content-length": body.length },
        agent: this.#agent,
      });
      sent.on("response", (answer) => void answerOf(answer).then(resolve, reject));
      sent.on("error", (error) => {
        // The service closed a resting connection at the moment it was used.
        if (sent.reusedSocket && mayRepeat) this.#sendOnce(proxied, false).then(resolve, reject);
        else reject(error);
      });
      sent.end(body);
    });
  }
}

async function answerOf(answer: IncomingMessage): Promise<ProxiedAnswer> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  return { status: answer.statusCode!, headers: withoutHops(answer.headers), body: Buffer.concat(pieces) };
}

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
}
