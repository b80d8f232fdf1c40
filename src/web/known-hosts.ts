import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/** True for an address or name that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Tells whether a `Host` header names this server. A page of another site can have its own name lead to this machine
 * (DNS rebinding), but then that name stands in the header.
 */
export function knownHosts(webHost: string, allowed: readonly string[]): (header: string | undefined) => boolean {
  const names = new Set(["localhost", webHost, ...allowed].map(lowerName));
  const isOpen = !isLoopback(webHost);
  if (isOpen) names.add(lowerName(hostname()));
  const own = new Set(isOpen ? ownAddresses() : []);
  return (header) => {
    const name = hostNameOf(header);
    if (name === null) return false;
    return names.has(name) || isLoopback(name) || (isIP(name) !== 0 && own.has(name));
  };
}

/** `[::1]:8089` → `::1`; null for what is no host. */
export function hostNameOf(header: string | undefined): string | null {
  const parsed = header === undefined || header === "" ? null : URL.parse(`http://${header}/`);
  if (parsed === null || parsed.host.length === 0 || parsed.pathname !== "/" || parsed.username !== "") return null;
  return lowerName(parsed.hostname);
}

function lowerName(name: string): string {
  return name.toLowerCase().replace(/^\[|\]$/g, "");
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address.toLowerCase()));
}
