// Spreads submissions over places. What a place was at when it went away is done by the others; a submission that took a
// place along is tried once more and then has a verdict without being run.
import { PlaceLostError, type GradingPlace } from "./place.ts";

export interface Job {
  readonly student: string;
}

export interface PoolOptions<J extends Job> {
  readonly places: readonly GradingPlace[];
  /** Opens a place anew in the place of a lost one, where that is possible. */
  readonly replace: (lost: GradingPlace) => Promise<GradingPlace | undefined>;
  /** @throws PlaceLostError */
  readonly run: (job: J, place: GradingPlace) => Promise<void>;
  /** A job cannot be run anywhere. */
  readonly giveUp: (job: J, reason: string) => Promise<void>;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Places that a job may take along before it is given up. */
const MOST_LOSSES = 2;
/** Places lost one after the other, with nothing done on them: then the fault is not in the jobs. */
const MOST_BARREN = 2;

/**
 * Runs all jobs, in order as far as places are free. A job that was running when its place was lost is tried again after all
 * others, and never beside another such job: one that takes places along takes nobody's second chance.
 * @returns jobs for which no place was left
 * @throws PlaceLostError when no place can run anything
 */
export async function runJobs<J extends Job>(
  jobs: readonly J[],
  options: PoolOptions<J>,
): Promise<readonly J[]> {
  const waiting = [...jobs];
  const suspects: J[] = [];
  const losses = new Map<J, number>();
  /** Workers that may still put a job back; one of them may be at a suspect. */
  let busy = 0;
  let isTrying = false;
  /** Jobs that lost a place since the last one was done. */
  const barren = new Set<J>();
  let failure: PlaceLostError | undefined;
  const idle: (() => void)[] = [];
  const wakeAll = (): void => {
    for (const wake of idle.splice(0)) wake();
  };

  async function next(): Promise<J | undefined> {
    for (;;) {
      if (options.signal.aborted || failure !== undefined) return undefined;
      const job = waiting.shift() ?? (isTrying ? undefined : suspects.shift());
      if (job !== undefined) {
        busy += 1;
        isTrying ||= losses.has(job);
        return job;
      }
      if (busy === 0) return undefined;
      await new Promise<void>((resolve) => idle.push(resolve));
    }
  }

  /** A worker has no part in its job any more. */
  function release(isSuspect: boolean): void {
    busy -= 1;
    if (isSuspect) isTrying = false;
    wakeAll();
  }

  function putBack(job: J): void {
    if (losses.has(job)) suspects.unshift(job);
    else waiting.unshift(job);
  }

  async function noteLoss(place: GradingPlace, loss: Loss, job: J, error: PlaceLostError) {
    if (!loss.isLost) {
      options.say(`${place.name}: lost. ${error.message}`);
      barren.add(job);
    }
    loss.isLost = true;
    const count = (losses.get(job) ?? 0) + 1;
    losses.set(job, count);
    if (place.isolation !== "remote" && barren.size >= MOST_BARREN) failure = error;
    if (failure !== undefined || count < MOST_LOSSES) putBack(job);
    else await options.giveUp(job, "Grading this submission ended the grader twice.");
  }

  async function work(place: GradingPlace, loss: Loss): Promise<void> {
    for (let job = await next(); job !== undefined; job = await next()) {
      const isSuspect = losses.has(job);
      try {
        if (loss.isLost) {
          putBack(job);
          return;
        }
        await options.run(job, place);
        barren.clear();
      } catch (error) {
        if (!(error instanceof PlaceLostError)) throw error;
        await noteLoss(place, loss, job, error);
        return;
      } finally {
        release(isSuspect);
      }
    }
  }

  async function occupy(place: GradingPlace): Promise<void> {
    const loss: Loss = { isLost: false };
    await Promise.all(Array.from({ length: place.slots }, () => work(place, loss)));
    const isOver = waiting.length + suspects.length === 0 || failure !== undefined;
    if (!loss.isLost || isOver || options.signal.aborted) return;
    const other = await options.replace(place);
    if (other !== undefined) await occupy(other);
  }

  await Promise.all(options.places.map(occupy));
  if (failure !== undefined) throw failure;
  return [...waiting, ...suspects];
}

interface Loss {
  isLost: boolean;
}
