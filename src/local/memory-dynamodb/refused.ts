/** An operation that the store refuses, by DynamoDB's own name of the error. */
export class Refused extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The request itself is wrong. */
export function invalid(message: string): Refused {
  return new Refused("ValidationException", message);
}
