// What a submission may take. Over one of these its kernel is ended; the other submissions do not notice.

export interface Limits {
  /** Bytes in use, of a kernel and its children together. */
  readonly memory: number;
  /** Bytes of one file. */
  readonly file: number;
  /** Bytes below the submission's folder. */
  readonly disk: number;
  /** Processes and threads. */
  readonly processes: number;
  /** Open files. */
  readonly files: number;
  /** Seconds of processor time of a kernel. */
  readonly cpu: number;
  /** Seconds of one kernel, all in all. */
  readonly wall: number;
}

export const LIMITS: Limits = {
  memory: 2_000_000_000,
  file: 100_000_000,
  disk: 200_000_000,
  processes: 256,
  files: 4096,
  cpu: 600,
  wall: 600,
};

/** Characters of text that a cell's outputs keep; what comes after that is dropped and said. */
export const MOST_OUTPUT = 1_000_000;
/** Messages of a cell after which it is stopped as a flood. */
export const MOST_MESSAGES = 50_000;
