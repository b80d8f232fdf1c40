/**
 * What can be wrong with an answer or the way it came, by the code under which it is counted. The texts complete the
 * sentence "the server …".
 */
export const faults = {
  PICKUP_HTTP_BAD_STATUS_LINE: "answered with something that is not an HTTP/1.0 or HTTP/1.1 status line",
  PICKUP_HTTP_BAD_LINE_END: "ended a header line without carriage return and line feed",
  PICKUP_HTTP_BAD_HEADER: "sent a header line that is not `name: value`",
  PICKUP_HTTP_HEAD_TOO_LARGE: "sent more header bytes than the limit",
  PICKUP_HTTP_BAD_CONTENT_LENGTH: "sent a content-length that is not a number",
  PICKUP_HTTP_CONFLICTING_LENGTHS: "gave two different lengths for one body",
  PICKUP_HTTP_BAD_TRANSFER_ENCODING: "sent a transfer-encoding other than chunked",
  PICKUP_HTTP_BAD_CHUNK: "broke the chunked encoding",
  PICKUP_HTTP_BAD_TRAILER: "sent a trailer line that is not `name: value`",
  PICKUP_HTTP_BODY_TOO_LARGE: "sent a body longer than the limit",
  PICKUP_HTTP_BAD_CONTENT_ENCODING: "sent a compressed body that cannot be unpacked",
  PICKUP_HTTP_UNEXPECTED_UPGRADE: "switched to a protocol that was not asked for",
  PICKUP_HTTP_CUT_SHORT: "closed the connection in the middle of an answer",
  PICKUP_HTTP_NO_ANSWER: "closed the connection without an answer",
  PICKUP_HTTP_CONNECTION_FAILED: "could not be connected to",
  PICKUP_HTTP_PROXY_REFUSED: "was not let through to by the proxy",
  PICKUP_HTTP_NOT_HTTP2: "does not speak HTTP/2",
  PICKUP_HTTP_TIMEOUT: "did not answer in time",
  PICKUP_HTTP_CONNECT_TIMEOUT: "did not accept the connection in time",
} as const;

/** The code of something wrong with an answer or a connection; counted, never thrown through a load test. */
export type Fault = keyof typeof faults;
