// The reader's settings: the server keeps them and gave them with the page; other tabs hear of a change at once.
import {
  DEFAULT_SETTINGS,
  parseSettings,
  type ReadSettings,
  type Settings,
} from "../commands/settings.ts";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject } from "../nbformat/types.ts";

/** What came with the page. */
export interface GivenSettings {
  readonly user: JsonObject;
  /** The admin's. */
  readonly defaults: JsonObject;
  /** The file on the server could not be read. */
  readonly isDamaged: boolean;
}

export interface SettingsStoreOptions {
  readonly given: GivenSettings;
  /** Tabs of the same server share settings by this name. */
  readonly channel: string;
  /** Keeps some settings on the server; `null` takes one back. Rejects with words. */
  readonly keep: (changes: JsonObject) => Promise<void>;
  readonly onChange: (settings: Settings) => void;
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export class SettingsStore {
  readonly #options: SettingsStoreOptions;
  readonly #channel: BroadcastChannel;
  #settings: Settings = DEFAULT_SETTINGS;

  constructor(options: SettingsStoreOptions) {
    this.#options = options;
    this.#channel = new BroadcastChannel(options.channel);
    this.#channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (!isObject(data)) return;
      this.#settings = parseSettings({ ...this.#settings, ...data }).settings;
      options.onChange(this.#settings);
    });
    options.signal.addEventListener("abort", () => this.#channel.close());
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Reads what came with the page. */
  read(): ReadSettings {
    const { defaults, user, isDamaged } = this.#options.given;
    const read = parseSettings(defaults, user);
    this.#settings = read.settings;
    return { ...read, isDamaged: read.isDamaged || isDamaged };
  }

  /** Takes settings over at once, and has them kept for the next time. */
  write(settings: Settings): void {
    const before: JsonObject = { ...this.#settings };
    const changes = Object.fromEntries(
      Object.entries(settings).filter(([name, value]) => before[name] !== value),
    );
    this.#settings = settings;
    this.#options.onChange(settings);
    this.#channel.postMessage(changes);
    this.#options.keep(changes).catch(this.#options.onFailure);
  }
}
