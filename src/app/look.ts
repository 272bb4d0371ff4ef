// The look that the reader chose, as attributes of the page: the sheet goes by them, and the server sets the same ones.
import type { Settings } from "../commands/settings.ts";
import { setAttribute } from "../elements.ts";

export function showLook({ theme, density }: Pick<Settings, "theme" | "density">): void {
  const root = document.documentElement;
  setAttribute(root, "data-theme", theme === "light" || theme === "dark" ? theme : undefined);
  setAttribute(root, "data-contrast", theme === "contrast" ? "more" : undefined);
  setAttribute(root, "data-density", density === "compact" ? "compact" : undefined);
}
