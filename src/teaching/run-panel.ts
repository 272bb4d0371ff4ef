// Runs release or grading from the page: says line by line what it does, and can be ended. The same commands work in a terminal.
import { makeElement, setText } from "../elements.ts";
import type { AssignmentPlace, CourseCommand, Courses } from "../execution/course-port.ts";

export interface RunPanel {
  /** Buttons for these commands. */
  buttons(place: AssignmentPlace, labels: Partial<Record<CourseCommand, string>>): HTMLElement;
  /** Where it is said what a command does; empty until one runs. */
  readonly el: HTMLElement;
}

/** @param onDone is called after a command that came to its end */
export function makeRunPanel(
  courses: Courses,
  onDone: (place: AssignmentPlace) => void,
  signal: AbortSignal,
): RunPanel {
  const el = makeElement("div", { class: "lb-class-run" });
  let running: AbortController | undefined;
  signal.addEventListener("abort", () => running?.abort());

  async function run(place: AssignmentPlace, command: CourseCommand): Promise<void> {
    if (running !== undefined) return;
    const own = (running = new AbortController());
    const log = makeElement("pre", {
      role: "log",
      tabindex: "0",
      "aria-label": "What the command says",
    });
    const state = makeElement("p", { role: "status" }, `${words(command)} ${place.assignment}`);
    const stop = makeElement("button", { type: "button", class: "lb-button" }, "Stop");
    stop.addEventListener("click", () => own.abort());
    el.replaceChildren(state, log, stop);
    el.scrollIntoView({ block: "nearest" });
    const onLine = (line: string): void => {
      log.append(`${line}\n`);
      log.scrollTop = log.scrollHeight;
    };
    try {
      const exit = await courses.run(place, command, { onLine, signal: own.signal });
      setText(state, endWords(command, exit));
      if (exit < 2) onDone(place);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setText(state, own.signal.aborted ? "Stopped. Grade again to go on." : reason);
    } finally {
      running = undefined;
      stop.remove();
    }
  }

  return {
    el,
    buttons: (place, labels) => {
      const buttons = (Object.keys(labels) as CourseCommand[]).map((command) => {
        const button = makeElement(
          "button",
          {
            type: "button",
            class: "lb-button",
            "aria-label": `${labels[command] ?? ""} ${place.assignment}`,
          },
          labels[command] ?? "",
        );
        button.addEventListener("click", () => void run(place, command));
        return button;
      });
      return makeElement("div", { class: "lb-class-actions" }, ...buttons);
    },
  };
}

function words(command: CourseCommand): string {
  switch (command) {
    case "release":
      return "Releasing";
    case "grade":
      return "Grading";
    case "update":
      return "Putting the marks into the grades of";
  }
}

function endWords(command: CourseCommand, exit: number): string {
  if (exit === 0) return command === "release" ? "Released." : "Done.";
  if (exit > 1) return "It did not work; what it says tells why.";
  return command === "release"
    ? "Nothing was released; what it says tells why."
    : "Done. Some work had problems: each student's row names them.";
}
