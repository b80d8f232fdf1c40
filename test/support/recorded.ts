import type { Recorder, Sample } from "../../src/http/index.ts";

/** A recorder that keeps what it was told. */
export class Recorded implements Recorder {
  readonly samples: Sample[] = [];
  readonly scriptErrors: string[] = [];
  repeats = 0;

  record(sample: Sample): void {
    this.samples.push(sample);
  }

  repeated(): void {
    this.repeats++;
  }

  scriptError(code: string, _message: string, endpoint: string): void {
    this.scriptErrors.push(`${code} ${endpoint}`);
  }
}
