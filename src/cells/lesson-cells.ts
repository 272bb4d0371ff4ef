// What shows the cells of lessons: one part, since each part of its own splits what the page begins with further.
export { mountQuestion } from "./quiz/card-view.ts";
export { mountTable } from "./table/table-view.ts";
