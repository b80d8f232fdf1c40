import type { ReportData } from "./protocol.ts";

/** The data of a report out of the base64 of the gzip of its JSON. */
export async function unpacked(text: string): Promise<ReportData> {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as ReportData;
}
