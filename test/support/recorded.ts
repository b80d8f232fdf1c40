import type { Recorder, Sample } from "../../src/http/index.ts";

/** A recorder that keeps what it was told. */
export class Recorded implements Recorder {
  readonly samples: Sample[] = [];
  readonly scriptErrors: string[] = [];

  record(sample: Sample): void {
    this.samples.push(sample);
  }

  scriptError(code: string, _message: string, endpoint: string): void {
    this.scriptErrors.push(`${code} ${endpoint}`);
  }
}
