import type { Clock, Lease } from "../ground/index.ts";

/**
 * Lines that the workers of a run say to each other, wherever they are. Whoever is given a part has heard all that was
 * said before by the one that had it.
 */
export interface Board {
  /** Resolves once the line is safe, whatever becomes of this machine. */
  say(line: string): Promise<void>;
  /** Told every line of every worker, this one's too, in order, those of before first. */
  follow(take: (line: string) => void): void;
}

/** What a job is told about its place in the run. Every field down to `id` can be sent over a wire. */
export interface JobContext<Input, Share> {
  /** The same for every worker of the run. */
  readonly input: Input;
  /** This worker's part of it. */
  readonly share: Share;
  /** Numbered from 0 in the order in which the workers joined the run. */
  readonly worker: number;
  /** The worker's name in results and messages. */
  readonly id: string;
  readonly clock: Clock;
  /** The right to act on the share; left out: it does not end. */
  readonly lease?: Lease | undefined;
  /** Left out: the parts never move. */
  readonly board?: Board | undefined;
}

/**
 * Work that a worker does in its share, for as long as it takes. A load test, a seeding and a verification are jobs;
 * the swarm knows nothing else of them. Reports must be structured-cloneable.
 */
export interface Job<Share, Report> {
  /**
   * Works from `startMs` (the shared clock; earlier than now for a worker that joins a run under way) until the share is
   * done or `stop` was called and obeyed. Failures of single requests are reported, not thrown; a thrown KitError is
   * fatal and ends the run on every worker.
   */
  run(startMs: number): Promise<void>;
  /** Starts nothing new; what is in flight may take `graceMs` more, then `run` must settle. */
  stop(graceMs: number): void;
  /** Takes a new share while running; resolves when nothing of what it no longer holds goes on. */
  retarget?(share: Share): void | Promise<void>;
  /** Ends whatever goes on at once, and starts nothing until `resume`: the right to the share is in doubt. */
  suspend?(): void;
  resume?(): void;
  /** What happened since the last call. Called at the end of each second of the run and once after `run` settled. */
  report(second: number): Report;
}

/** Makes a job ready inside a worker: loads what it needs, opens nothing that a failure of another worker would leak. */
export type JobFactory<Input, Share, Report> = (context: JobContext<Input, Share>) => Promise<Job<Share, Report>>;
