// What the page does for who learns and does not need for its first text: practising what is due, and starting over.
export { dueToday, today, welcomeWords } from "./due.ts";
export { freshQuestion } from "../lesson/fresh-question.ts";
export { noteRecall, readRecall, withRecall } from "../lesson/recall.ts";
export { openRecall } from "./recall.ts";
