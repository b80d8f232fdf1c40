import type { FailureRow } from "../../src/results/run-view.ts";

const body = (position: number) =>
  JSON.stringify({
    continueWatching: [
      { id: "urn:hbo:feature:TdhdfVmrNehRpvMjkgByl", created: "2022-03-04T04:39:09Z", position: 840, runtime: 7942 },
      { id: "urn:hbo:series:aB3dfVmrNehRpvMjkgByl", created: "2022-03-02T11:02:44Z", position, runtime: 5210 },
    ],
  });

/** Two kinds of failures after so many seconds, with samples. */
export function simulatedFailures(
  startedAtMs: number,
  second: number,
  hostile: string,
  name: string,
): readonly FailureRow[] {
  const sample = {
    seenMs: startedAtMs + 23_000,
    userId: `PICKUP-LT-pKSOBHI5RR5Xc2pY${hostile}`,
    request: "GET /continuewatchinghistory?limit=20",
    requestHeaders: [
      { name: "host", value: "pickup.snp.example.com" },
      { name: "authorization", value: "Bearer ***" },
      { name: "traceparent", value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    ],
    responseHeaders: [
      { name: "content-type", value: "application/json" },
      { name: "x-request-id", value: "7f1c" },
    ],
    latencyMs: 31.2,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  };
  return [
    {
      key: "f1",
      method: "GET",
      name,
      outcome: "http-error",
      message: `status 503${hostile}`,
      count: 40 + second,
      firstSeenMs: startedAtMs + 21_000,
      lastSeenMs: startedAtMs + second * 1000,
      samples: Array.from({ length: 3 }, (_, index) => ({
        ...sample,
        status: 503,
        latencyMs: 4.2 + index,
        difference: null,
        bodyExcerpt: `{"code":"SERVICE_UNAVAILABLE","message":"try again later${hostile.replaceAll('"', "'")}"}`,
      })),
    },
    {
      key: "f2",
      method: "GET",
      name,
      outcome: "wrong-content",
      message: "position of an entry differs",
      count: Math.ceil(second / 61),
      firstSeenMs: startedAtMs + 23_000,
      lastSeenMs: startedAtMs + second * 1000,
      samples: [
        {
          ...sample,
          status: 200,
          bodyExcerpt: body(611),
          difference: {
            reason: "wrong-field",
            message: "entry 2 has another position than was seeded",
            expected: body(961),
            got: body(611),
          },
        },
      ],
    },
    {
      key: "f3",
      method: "POST",
      name: "/markers/{id}",
      outcome: "connection-error",
      message: "ECONNRESET: the peer closed the connection",
      count: 3,
      firstSeenMs: startedAtMs + 25_000,
      lastSeenMs: startedAtMs + 26_000,
      samples: [
        {
          ...sample,
          request: "POST /markers/urn:hbo:feature:Tdhdf",
          status: 0,
          bodyExcerpt: "",
          responseHeaders: [],
          latencyMs: 1.1,
          difference: null,
          traceId: null,
        },
      ],
    },
  ];
}
