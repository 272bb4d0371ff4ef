// Where submissions run: this machine behind walls, a Jupyter Server elsewhere. One interface, so that the rest of grading
// does not know. Implementations: local-place.ts, remote-place.ts.
import type { Kernel } from "../../execution/ports.ts";
import type { Isolation } from "../../grading/grades.ts";

/** A file for a submission's folder. */
export interface WorkFile {
  /** In that folder, `/` between folders. */
  readonly path: string;
  /** Where it is to be copied from. */
  readonly from: string;
}

export interface GradingPlace {
  /** For progress and problems: an address, or "this machine". */
  readonly name: string;
  readonly isolation: Isolation;
  /** What the isolation is, and is not, in a sentence. */
  readonly isolationWords: string;
  /** Submissions that run here at the same time. */
  readonly slots: number;
  /**
   * A folder of its own for a submission.
   * @throws PlaceLostError
   */
  open(files: readonly WorkFile[]): Promise<Workroom>;
  /** Ends what still runs. */
  close(): Promise<void>;
}

/** Where one submission runs: a copy of its files, and fresh kernels in it. */
export interface Workroom {
  /**
   * Starts a kernel in the folder.
   * @param kernelName a kernelspec; the place's default where it has no such
   * @throws PlaceLostError
   */
  startKernel(kernelName: string | undefined): Promise<Kernel>;
  /** Ends a kernel of this room, whatever it does; `close` waits for it, so that the next one need not. */
  endKernel(kernel: Kernel): void;
  /** Its kernels can import Lessonbook's modules; they need not be sent. */
  readonly hasModules: boolean;
  /** Why a kernel went away, in words for the teacher; empty where nobody knows. */
  whyEnded(kernel: Kernel): Promise<string>;
  /** Set when the place itself is gone, and with it what runs there. */
  readonly lost: AbortSignal;
  /** Looks whether the place is there; sets `lost` when it is not. */
  look(): Promise<void>;
  /** Leaves nothing of the submission behind. */
  close(): Promise<void>;
}

/** The place cannot run anything any more: its work is to be done elsewhere. */
export class PlaceLostError extends Error {
  override readonly name = "PlaceLostError";
}
