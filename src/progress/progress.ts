// What the page does for who learns and does not need for its first text: practising what is due, checking from a clean start, and starting over.
export { dueToday, today, welcomeWords } from "./due.ts";
export { freshQuestion } from "../lesson/fresh-question.ts";
export { noteRecall, readRecall, withRecall } from "../lesson/recall.ts";
export { openRecall } from "./recall.ts";
export { openCheck } from "./check-dialog.ts";
