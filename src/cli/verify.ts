// `lessonbook verify`: whether a notebook is the one that a receipt is for, and whether the receipt is as it was signed.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { readReceipt, signedText, type Receipt } from "../grading/receipt.ts";
import { CommandError, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

const SECRET = "submission_secret.txt";

export const verifyHelp = `Usage: lessonbook verify RECEIPT.json NOTEBOOK.ipynb [--secret FILE]

Tells whether a notebook is, byte for byte, what its student handed in, and whether the receipt is as it
was signed. The signature is checked with the secret of the submission, which lies beside the notebook
in submitted/STUDENT/ASSIGNMENT/ after nbgrader has collected it.

  --secret FILE   the submission's ${SECRET} (default: the one beside the notebook)
`;

export async function verify(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { secret: { type: "string" } },
  });
  const [from, notebook, ...more] = positionals;
  if (from === undefined || notebook === undefined || more.length > 0) {
    throw new UsageError(
      "Name a receipt and a notebook: lessonbook verify RECEIPT.json NOTEBOOK.ipynb.",
    );
  }
  const receipt = readReceipt((await read(from)).toString("utf8"));
  if (receipt === undefined) throw new CommandError(`${from} is no receipt that can be read.`);
  const bytes = await read(notebook);
  const problems = [
    ...findChange(receipt, notebook, bytes),
    ...checkSignature(receipt, await readSecret(values.secret, notebook)),
  ];
  for (const problem of problems) terminal.say(problem);
  if (problems.length > 0) return 1;
  terminal.out(describe(receipt, notebook));
  return 0;
}

function findChange(receipt: Receipt, notebook: string, bytes: Buffer): readonly string[] {
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (receipt.files.some(({ sha256 }) => sha256 === digest)) return [];
  const name = basename(notebook);
  const isKnown = receipt.files.some(({ path }) => basename(path) === name);
  return [
    isKnown
      ? `${notebook} is not what was handed in ${receipt.timestamp}: it was changed since, or belongs to another submission.`
      : `No file of this receipt is ${notebook}. It has ${receipt.files.map(({ path }) => path).join(", ")}.`,
  ];
}

function checkSignature(receipt: Receipt, secret: string | undefined): readonly string[] {
  if (secret === undefined) {
    return [
      `The signature was not checked: there is no ${SECRET} beside the notebook. Name it with --secret.`,
    ];
  }
  const signature = createHmac("sha256", secret).update(signedText(receipt)).digest("hex");
  const [ours, theirs] = [Buffer.from(signature), Buffer.from(receipt.signature)];
  if (ours.length === theirs.length && timingSafeEqual(ours, theirs)) return [];
  return ["The receipt was changed after it was signed, or it belongs to another submission."];
}

function describe(receipt: Receipt, notebook: string): string {
  const { course, assignment, student, timestamp, questions } = receipt;
  const answered = questions.filter((one) => one.answered).length;
  return `${notebook} is what ${student} handed in for ${assignment} of ${course}, ${timestamp}; ${answered} of ${questions.length} questions answered.`;
}

async function readSecret(
  given: string | undefined,
  notebook: string,
): Promise<string | undefined> {
  if (given !== undefined) return (await read(given)).toString("utf8");
  return readFile(join(dirname(notebook), SECRET), "utf8").catch(() => undefined);
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw new UsageError(`There is no file "${path}" that can be read.`);
  }
}
