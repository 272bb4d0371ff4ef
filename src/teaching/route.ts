// Where one is on the class page, as the fragment of its address: a reload and the browser's Back keep it. Pure.

export interface Route {
  readonly course?: string;
  readonly assignment?: string;
  /** All answers to this question … */
  readonly question?: { readonly notebook: string; readonly cell: string };
  /** … or all answers of this student. */
  readonly student?: string;
  /** Which answers are shown. */
  readonly show: "all" | "waiting" | "flagged";
  readonly namesHidden: boolean;
}

/** Reads the fragment of an address, with or without its `#`. */
export function readRoute(fragment: string): Route {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const [course, assignment] = [parts.get("course"), parts.get("assignment")];
  const [notebook, cell] = [parts.get("notebook"), parts.get("cell")];
  const student = parts.get("student");
  const show = parts.get("show");
  return {
    ...(course !== null && { course }),
    ...(assignment !== null && { assignment }),
    ...(notebook !== null && cell !== null && { question: { notebook, cell } }),
    ...(student !== null && { student }),
    show: show === "waiting" || show === "flagged" ? show : "all",
    namesHidden: parts.get("names") === "hidden",
  };
}

/** The fragment of a place, with its `#`. */
export function writeRoute(route: Partial<Route>): string {
  const { course, assignment, question, student, show, namesHidden } = route;
  const parts = new URLSearchParams({
    ...(course !== undefined && { course }),
    ...(assignment !== undefined && { assignment }),
    ...question,
    ...(student !== undefined && { student }),
    ...(show !== undefined && show !== "all" && { show }),
    ...(namesHidden === true && { names: "hidden" }),
  });
  return `#${parts.toString()}`;
}
