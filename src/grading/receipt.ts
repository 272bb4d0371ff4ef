// Receipts of submissions, as `server/lessonbook/receipts.py` writes them: reading, and the text that the signature is over. Pure;
// who has the submission's secret checks the signature.
import { isObject } from "../nbformat/parse.ts";

export interface Receipt {
  readonly course: string;
  readonly assignment: string;
  readonly student: string;
  /** `2026-10-01 12:00:00.123456 UTC` */
  readonly timestamp: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly questions: readonly {
    readonly notebook: string;
    readonly question: string;
    readonly answered: boolean;
  }[];
  /** HMAC-SHA256 of `signedText`, hexadecimal; its key is the submission's secret. */
  readonly signature: string;
}

/** Reads a receipt's text; `undefined` for what is none, or of a later schema. */
export function readReceipt(text: string): Receipt | undefined {
  const json = parse(text);
  if (!isObject(json) || json.schema !== 1) return undefined;
  const { course, assignment, student, timestamp, signature } = json;
  const { files, questions } = json;
  if (
    typeof course !== "string" ||
    typeof assignment !== "string" ||
    typeof student !== "string" ||
    typeof timestamp !== "string" ||
    typeof signature !== "string" ||
    !Array.isArray(files) ||
    !Array.isArray(questions)
  ) {
    return undefined;
  }
  const readFiles = files.flatMap((one) =>
    isObject(one) && typeof one.path === "string" && typeof one.sha256 === "string"
      ? [{ path: one.path, sha256: one.sha256 }]
      : [],
  );
  const readQuestions = questions.flatMap((one) =>
    isObject(one) &&
    typeof one.notebook === "string" &&
    typeof one.question === "string" &&
    typeof one.answered === "boolean"
      ? [{ notebook: one.notebook, question: one.question, answered: one.answered }]
      : [],
  );
  const isWhole = readFiles.length === files.length && readQuestions.length === questions.length;
  if (!isWhole) return undefined;
  return {
    course,
    assignment,
    student,
    timestamp,
    files: readFiles,
    questions: readQuestions,
    signature,
  };
}

/** The text that the signature is over; no two receipts have the same. */
export function signedText(receipt: Receipt): string {
  const { course, assignment, student, timestamp, files, questions } = receipt;
  const lines = [
    ["lessonbook-receipt", "1"],
    [course, assignment, student, timestamp],
    ...files.map(({ path, sha256 }) => ["file", path, sha256]),
    ...questions.map(({ notebook, question, answered }) => [
      "question",
      notebook,
      question,
      answered ? "answered" : "open",
    ]),
  ];
  return lines.map((parts) => parts.map(encodeURIComponent).join(" ")).join("\n");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
