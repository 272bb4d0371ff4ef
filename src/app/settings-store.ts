// Keeps the reader's settings in this browser, one set for each server, and hears when another tab changes them.
import {
  DEFAULT_SETTINGS,
  parseSettings,
  type ReadSettings,
  type Settings,
} from "../commands/settings.ts";

export class SettingsStore {
  readonly #key: string;
  readonly #onChange: (settings: Settings) => void;
  #settings: Settings = DEFAULT_SETTINGS;

  /** `baseUrl` is the server's prefix: people with servers of their own behind one hub do not share settings. */
  constructor(
    baseUrl: string,
    onChange: (settings: Settings) => void,
    window: Window,
    signal: AbortSignal,
  ) {
    this.#key = `lessonbook:settings:${baseUrl}`;
    this.#onChange = onChange;
    window.addEventListener(
      "storage",
      ({ key }) => {
        if (key === this.#key || key === null) onChange(this.read().settings);
      },
      { signal },
    );
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Reads what is stored. A browser that forbids storage has none. */
  read(): ReadSettings {
    let read: ReadSettings = { settings: DEFAULT_SETTINGS, isDamaged: false };
    try {
      read = parseSettings(localStorage.getItem(this.#key));
    } catch {
      // Storage is switched off: the settings hold until the page is closed.
    }
    this.#settings = read.settings;
    return read;
  }

  /** Takes settings over at once; false when they could not be kept for the next time. */
  write(settings: Settings): boolean {
    this.#settings = settings;
    this.#onChange(settings);
    try {
      localStorage.setItem(this.#key, JSON.stringify(settings));
      return true;
    } catch {
      return false;
    }
  }
}
