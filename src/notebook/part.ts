// A part of the page that is fetched after the first text, ahead of its use, so that nobody waits for it.

export class Part<T> {
  readonly #load: () => Promise<T>;
  readonly #onFailure: (error: unknown) => void;
  #value: T | undefined;
  #fetching: Promise<T> | undefined;
  #wanted = 0;

  /** `load` is called again after it failed; `onFailure` is told when somebody wanted the part and it did not come. */
  constructor(load: () => Promise<T>, onFailure: (error: unknown) => void) {
    this.#load = load;
    this.#onFailure = onFailure;
  }

  /** The part, once it is there. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Somebody waits for the part. */
  get isWanted(): boolean {
    return this.#wanted > 0;
  }

  /** Fetches the part for later, and acts when it has come; a failure is said when it is used. */
  fetchAhead(act: (part: T) => void = () => undefined): void {
    void this.#fetch().then(act, () => undefined);
  }

  /** Acts on the part: at once where it is there, else when it has come. */
  use(act: (part: T) => void): void {
    if (this.#value !== undefined) {
      act(this.#value);
      return;
    }
    this.#wanted += 1;
    void this.#fetch()
      .then(act, this.#onFailure)
      .finally(() => {
        this.#wanted -= 1;
      });
  }

  /** Likewise, and gives what the act gives. Where the part does not come it never settles: `onFailure` says it. */
  ask<R>(act: (part: T) => R | Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      this.use((part) => void Promise.resolve(part).then(act).then(resolve, reject));
    });
  }

  #fetch(): Promise<T> {
    this.#fetching ??= this.#load().then(
      (value) => {
        this.#value = value;
        return value;
      },
      (error: unknown) => {
        this.#fetching = undefined;
        throw error;
      },
    );
    return this.#fetching;
  }
}
