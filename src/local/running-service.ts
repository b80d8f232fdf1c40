/** A service that listens. */
export interface RunningService {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}
