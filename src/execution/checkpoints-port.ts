// Earlier versions of a file that the server keeps, as a port.

export interface Checkpoint {
  readonly id: string;
  /** ISO 8601. */
  readonly lastModified: string;
}

/** The server's checkpoints. Jupyter's usual file manager keeps one for each file. All reject with `ServerError`. */
export interface Checkpoints {
  list(path: string): Promise<readonly Checkpoint[]>;
  /** The text of the file as it was. */
  read(path: string, id: string): Promise<string>;
  /** Keeps the file as it is on the server now. */
  keep(path: string): Promise<void>;
}
