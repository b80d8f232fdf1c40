import { HttpAgent, type HttpResponse } from "../../http/index.ts";
import type { Patient } from "./patient.ts";

/** What a GET is answered with, whatever the status; throws as the agent does. */
export async function askOnce(patient: Patient, url: string, authorization?: string): Promise<HttpResponse> {
  const { connectTimeoutMs, requestTimeoutMs, tls, proxies } = await patient.http();
  const agent = new HttpAgent({ clock: patient.world.clock, maxConnections: 1, connectTimeoutMs, tls, proxies });
  const carried = authorization === undefined ? {} : { authorization };
  try {
    return await agent.send({ method: "GET", url, timeoutMs: requestTimeoutMs, ...carried });
  } finally {
    agent.close();
  }
}
