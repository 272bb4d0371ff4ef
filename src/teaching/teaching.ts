// The teacher's side of the class page: courses, an assignment, marking. What is shown follows from the address's fragment.
// The room's only entry.
import { makeElement } from "../elements.ts";
import type { AssignmentPlace, Course, Courses } from "../execution/course-port.ts";
import type { Contents } from "../execution/ports.ts";
import { makeAssignmentView } from "./assignment-view.ts";
import { MarkBook, readGrades, type Answer } from "./mark-book.ts";
import { makeMarking, type Marking } from "./marking.ts";
import { makeOverview } from "./overview.ts";
import { readRoute, writeRoute, type Route } from "./route.ts";
import { makeRunPanel, type RunPanel } from "./run-panel.ts";
import { plural, timeWords } from "./words.ts";
import { GradedNotebooks, type Draw } from "./work-view.ts";

export interface TeachingOptions {
  readonly courses: Courses;
  readonly contents: Contents;
  readonly draw: Draw;
  /** Those that there are at first. */
  readonly found: readonly Course[];
}

/** Shows the page and follows its address. */
export async function openTeaching(options: TeachingOptions): Promise<void> {
  const page = new TeachingPage(options);
  addEventListener("hashchange", () => void page.show(true));
  addEventListener("beforeunload", (event) => {
    if (page.unsaved) event.preventDefault();
  });
  await page.show();
}

class TeachingPage {
  readonly #options: TeachingOptions;
  readonly #panel: RunPanel;
  #found: readonly Course[];
  #notebooks: GradedNotebooks;
  #book: MarkBook | undefined;
  #marking: Marking | undefined;
  #lifetime = new AbortController();

  constructor(options: TeachingOptions) {
    this.#options = options;
    this.#found = options.found;
    this.#notebooks = new GradedNotebooks(options.contents);
    this.#panel = makeRunPanel(
      options.courses,
      () => void this.#reload(),
      new AbortController().signal,
    );
  }

  get unsaved(): boolean {
    return this.#marking?.unsaved === true;
  }

  /** Shows what the address says. @param isMove one came from elsewhere on this page, and the keyboard with one */
  async show(isMove = false): Promise<void> {
    await this.#marking?.leave();
    this.#lifetime.abort();
    const lifetime = (this.#lifetime = new AbortController());
    this.#marking = undefined;
    const route = readRoute(location.hash);
    const { course, assignment } = route;
    const main = makeElement("main", {
      class: "lb-class",
      "data-lessonbook": "class",
      "data-ready": "false",
    });
    try {
      const content =
        course === undefined || assignment === undefined
          ? this.#showOverview()
          : await this.#showAssignment({ course, assignment }, route, lifetime.signal);
      if (lifetime.signal.aborted) return;
      main.append(...content);
    } catch (error) {
      if (lifetime.signal.aborted) return;
      const words = error instanceof Error ? error.message : String(error);
      main.append(...this.#head(route, "Class"), makeElement("p", { role: "alert" }, words));
    }
    main.dataset.ready = "true";
    document.body.replaceChildren(main);
    this.#receive(main, isMove);
  }

  /** Names the document, and puts the keyboard where one goes on. */
  #receive(main: HTMLElement, isMove: boolean): void {
    const title = main.querySelector("h1");
    document.title = `${title?.textContent ?? "Class"} – Lessonbook`;
    if (this.#marking !== undefined) this.#marking.focus();
    else if (isMove) {
      title?.setAttribute("tabindex", "-1");
      title?.focus();
    }
  }

  #showOverview(): readonly HTMLElement[] {
    return [makeElement("h1", {}, "Class"), ...makeOverview(this.#found)];
  }

  async #showAssignment(
    place: AssignmentPlace,
    route: Route,
    signal: AbortSignal,
  ): Promise<readonly HTMLElement[]> {
    const book = await this.#readBook(place);
    if (book === undefined) return this.#showUngraded(place, route);
    const { question, student } = route;
    if (question === undefined && student === undefined) {
      const commands = this.#panel.buttons(place, {
        update: "Put the marks into the grades",
        grade: "Grade again",
        release: "Release again",
      });
      const graded = makeElement(
        "p",
        { class: "lb-class-note" },
        `Graded ${timeWords(book.gradedAt)}. Marks count here at once; they come into grades.csv and what students get when they are put into the grades.`,
      );
      return [
        ...this.#head(route, place.assignment),
        graded,
        commands,
        this.#panel.el,
        ...makeAssignmentView(book, route),
      ];
    }
    this.#marking = makeMarking({
      book,
      notebooks: this.#notebooks,
      draw: this.#options.draw,
      route,
      title: (answer, at) => titleOf(answer, at, book, route),
      signal,
    });
    const name = student === undefined ? "" : nameOf(student, book, route);
    return [...this.#head(route, question?.cell ?? name), filters(route), this.#marking.el];
  }

  #showUngraded(place: AssignmentPlace, route: Route): readonly HTMLElement[] {
    const found = this.#found
      .find(({ path }) => path === place.course)
      ?.assignments.find(({ name }) => name === place.assignment);
    const handedIn = found?.submitted ?? 0;
    const hasSource = found?.source === true;
    const words =
      handedIn === 0
        ? "Nobody has handed in yet. Submissions belong into submitted/<student>/ of the course's folder."
        : `${plural(handedIn, "student")} handed in, and nothing was graded yet. Marks can be given when it was.`;
    return [
      ...this.#head(route, place.assignment),
      makeElement("p", {}, words),
      this.#panel.buttons(place, {
        ...(hasSource && handedIn > 0 && { grade: "Grade" }),
        ...(hasSource && { release: found.released ? "Release again" : "Release" }),
      }),
      makeElement(
        "p",
        { class: "lb-class-note" },
        "The same in a terminal, in the course's folder: ",
        makeElement(
          "code",
          {},
          `lessonbook ${handedIn > 0 ? "grade" : "release"} ${place.assignment}`,
        ),
      ),
      this.#panel.el,
    ];
  }

  #head(route: Route, title: string): readonly HTMLElement[] {
    const { course, assignment, question, student, namesHidden } = route;
    const parts: (Node | string)[] = [makeElement("a", { href: writeRoute({}) }, "Class")];
    if (question !== undefined || student !== undefined) {
      const up = writeRoute({
        ...(course !== undefined && { course }),
        ...(assignment !== undefined && { assignment }),
        namesHidden,
      });
      parts.push(" / ", makeElement("a", { href: up }, assignment ?? ""));
    }
    return [
      makeElement("nav", { class: "lb-files-path", "aria-label": "Class" }, ...parts),
      makeElement("h1", {}, title),
      ...(assignment === undefined ? [] : [namesLink(route)]),
    ];
  }

  async #readBook(place: AssignmentPlace): Promise<MarkBook | undefined> {
    const known = this.#book;
    if (known?.place.course === place.course && known.place.assignment === place.assignment) {
      return known;
    }
    const files = await this.#options.courses.read(place);
    const grades = readGrades(files.grades);
    if (grades === undefined) return undefined;
    return (this.#book = new MarkBook(this.#options.courses, place, grades, files));
  }

  async #reload(): Promise<void> {
    this.#book = undefined;
    this.#notebooks = new GradedNotebooks(this.#options.contents);
    this.#found = await this.#options.courses.list().catch(() => this.#found);
    await this.show(true);
  }
}

function titleOf(answer: Answer, at: number, book: MarkBook, route: Route): string {
  if (route.question === undefined) return `${answer.notebook}, ${answer.cell}`;
  return route.namesHidden ? `Answer ${at + 1}` : nameOf(answer.student, book, route);
}

function nameOf(student: string, book: MarkBook, { namesHidden }: Route): string {
  if (namesHidden) return "A student";
  return book.nameOf(student) || student;
}

function namesLink(route: Route): HTMLElement {
  const { namesHidden } = route;
  return makeElement(
    "p",
    { class: "lb-class-note" },
    makeElement(
      "a",
      { href: writeRoute({ ...route, namesHidden: !namesHidden }) },
      namesHidden ? "Show names" : "Hide names",
    ),
  );
}

function filters(route: Route): HTMLElement {
  const labels = { all: "All", waiting: "To mark", flagged: "Flagged" } as const;
  const links = (["all", "waiting", "flagged"] as const).map((show) =>
    makeElement(
      "a",
      {
        href: writeRoute({ ...route, show }),
        ...(route.show === show && { "aria-current": "true" }),
      },
      labels[show],
    ),
  );
  return makeElement("nav", { class: "lb-class-filters", "aria-label": "Answers shown" }, ...links);
}
