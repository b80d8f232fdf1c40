import { type ExitCode, exitCodes, KitError, systemCodeOf } from "../ground/index.ts";

/**
 * What a failed call means for the one who made it. Worth trying again: `throttled`, `server`, `network`. Worth it once
 * something is mended: `expired` (new keys), `clock` (corrected time). Pointless: `denied` (credentials or
 * permissions), `absent` (no such table), `rejected` (this request is wrong).
 */
export type DynamodbErrorKind =
  | "throttled"
  | "server"
  | "network"
  | "expired"
  | "clock"
  | "denied"
  | "absent"
  | "rejected";

/** Why DynamoDB throttled, and what: `TableWriteProvisionedThroughputExceeded` and an ARN. */
export interface ThrottlingReason {
  readonly reason: string;
  readonly resource: string;
}

/** A call that DynamoDB, or the way to it, refused. `type` is DynamoDB's own name of the error, or the system's code. */
export class DynamodbError extends KitError {
  readonly kind: DynamodbErrorKind;
  readonly type: string;
  readonly reasons: readonly ThrottlingReason[];

  constructor(
    kind: DynamodbErrorKind,
    type: string,
    message: string,
    more: { reasons?: readonly ThrottlingReason[]; cause?: unknown } = {},
  ) {
    const { code, hint, exitCode } = meanings[kind];
    super(code, message, { hint, exitCode, cause: more.cause });
    this.kind = kind;
    this.type = type;
    this.reasons = more.reasons ?? [];
  }

  /** True when the same call may succeed later without anything being mended. */
  get retryable(): boolean {
    return this.kind === "throttled" || this.kind === "server" || this.kind === "network";
  }

  /** True when every other call would fail alike, so that the work must stop at once. */
  get fatal(): boolean {
    return this.kind === "denied" || this.kind === "absent" || this.kind === "expired" || this.kind === "clock";
  }
}

const meanings: {
  readonly [Kind in DynamodbErrorKind]: { code: `PICKUP_${string}`; hint: string; exitCode: ExitCode };
} = {
  throttled: {
    code: "PICKUP_DYNAMODB_THROTTLED",
    hint: "Give the table more write capacity, or lower --concurrency.",
    exitCode: exitCodes.unreachable,
  },
  server: {
    code: "PICKUP_DYNAMODB_FAILING",
    hint: "DynamoDB itself fails; try again later.",
    exitCode: exitCodes.unreachable,
  },
  network: {
    code: "PICKUP_DYNAMODB_UNREACHABLE",
    hint: "Check the address, the network and that the service is running.",
    exitCode: exitCodes.unreachable,
  },
  expired: {
    code: "PICKUP_CREDENTIALS_EXPIRED",
    hint: "Log in again (`aws sso login`, or your company's way) and repeat the command.",
    exitCode: exitCodes.credentials,
  },
  clock: {
    code: "PICKUP_CLOCK_SKEWED",
    hint: "Set this machine's clock; its time differs too much from the service's.",
    exitCode: exitCodes.credentials,
  },
  denied: {
    code: "PICKUP_CREDENTIALS_REFUSED",
    hint: "Use credentials that may read and write this table (AWS_PROFILE picks a profile).",
    exitCode: exitCodes.credentials,
  },
  absent: {
    code: "PICKUP_TABLE_ABSENT",
    hint: "Check --table, --region and the account.",
    exitCode: exitCodes.usage,
  },
  rejected: {
    code: "PICKUP_DYNAMODB_REJECTED",
    hint: "DynamoDB found the request wrong; runtime.log and the message say which part.",
    exitCode: exitCodes.usage,
  },
};

const kinds: { readonly [type: string]: DynamodbErrorKind } = {
  ProvisionedThroughputExceededException: "throttled",
  ThrottlingException: "throttled",
  RequestLimitExceeded: "throttled",
  InternalServerError: "server",
  ServiceUnavailable: "server",
  ReplicatedWriteConflictException: "server",
  ExpiredTokenException: "expired",
  ExpiredToken: "expired",
  RequestExpired: "clock",
  RequestTimeTooSkewed: "clock",
  InvalidSignatureException: "denied",
  SignatureDoesNotMatch: "denied",
  UnrecognizedClientException: "denied",
  InvalidClientTokenId: "denied",
  IncompleteSignature: "denied",
  IncompleteSignatureException: "denied",
  MissingAuthenticationToken: "denied",
  MissingAuthenticationTokenException: "denied",
  AccessDenied: "denied",
  AccessDeniedException: "denied",
  OptInRequired: "denied",
  ResourceNotFoundException: "absent",
};

/** False for a name that DynamoDB gives to none of its errors: somebody else answered. */
export function isNameOfError(type: string): boolean {
  return Object.hasOwn(kinds, type) || type.endsWith("Exception");
}

function kindOf(type: string, status: number, message: string): DynamodbErrorKind {
  // The same error stands for a wrong key and for a skewed clock; only the message tells them apart.
  if (/^Signature (expired|not yet current)/.test(message)) return "clock";
  return kinds[type] ?? (status >= 500 ? "server" : "rejected");
}

/** A refusal by DynamoDB's name of the error, its message and the HTTP status. */
export function errorOfRefusal(
  type: string,
  message: string,
  status: number,
  more: { reasons?: readonly ThrottlingReason[]; cause?: unknown } = {},
): DynamodbError {
  return new DynamodbError(kindOf(type, status, message), type, message === "" ? type : `${type}: ${message}`, more);
}

/** The error that an answer with a status other than 200 stands for. */
export function errorOfAnswer(status: number, body: Buffer): DynamodbError {
  const answer = fieldsOf(body);
  const type = textOf(answer["__type"] ?? `status ${status}`).replace(/^.*#/, "");
  const message = textOf(answer["message"] ?? answer["Message"]);
  const reasons = answer["ThrottlingReasons"] ?? answer["throttlingReasons"];
  return errorOfRefusal(type, message, status, {
    reasons: Array.isArray(reasons) ? (reasons as ThrottlingReason[]) : [],
  });
}

/** A failure to send or to read, as a `network` error; `what` says which request and why. */
export function errorOfSending(error: Error, what: string): DynamodbError {
  const type = systemCodeOf(error) ?? (error instanceof KitError ? error.code : error.name);
  return new DynamodbError("network", type, `DynamoDB did not answer: ${what}`, { cause: error });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fieldsOf(body: Buffer): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};
  } catch {
    return {}; // a proxy's page or a cut answer: the status alone tells the kind
  }
}
