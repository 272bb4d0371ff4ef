// Speaks with the guard in a kernel (src/python/grading/guard.py). What it says is read like anything from outside:
// a reply that is not what it should be is no reply.
import { randomUUID } from "node:crypto";
import type { Kernel } from "../../execution/ports.ts";
import { runTimed } from "../../execution/timed-run.ts";
import type { GuardReport, LoopFinding } from "../../grading/cell-run.ts";
import type { TeacherNames } from "../../grading/teacher-names.ts";
import { isObject } from "../../nbformat/parse.ts";
import { GUARD, WATCH } from "../../python/grading/modules.ts";
import { within } from "../../execution/within.ts";

/** Where a run stood when its time was over. */
export interface WaitingPlace {
  /** From 1, in the cell whose text has `text` in it. */
  readonly line: number;
  readonly text: string;
  /** It was busy there, not waiting. */
  readonly busy: boolean;
}

const MODULE = `__import__("sys").modules["_lessonbook_guard"]`;
/** Milliseconds for a question; student code may have made even this slow. */
const PATIENCE = 5_000;

export class Guard {
  readonly #kernel: Kernel;
  #nonce = "";

  /** @param kernel a fresh one of Python; `install` before anything of the student's runs */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * @param watches whether tests' event loops are watched; the kernel must have Lessonbook's modules then
   * @returns whether the guard stands
   */
  async install(watches: boolean): Promise<boolean> {
    const [guard, watch] = [GUARD, watches ? WATCH : ""].map((text) =>
      JSON.stringify(JSON.stringify(text)),
    ) as [string, string];
    const code = `def _lessonbook_install():
    import json, sys
    guard = {"__name__": "_lessonbook_guard"}
    sys.modules["_lessonbook_guard"] = guard
    exec(compile(json.loads(${guard}), "<lessonbook>", "exec"), guard)
    try:
        exec(compile(json.loads(${watch}), "<lessonbook>", "exec"), {"__name__": "_lessonbook_watch"})
    except Exception:
        pass
_lessonbook_install()
del _lessonbook_install
`;
    const run = await runTimed(
      this.#kernel,
      { code, silent: true },
      {
        onMessage: () => undefined,
        deadline: 2 * PATIENCE,
      },
    );
    return run.end === "over" && run.reply.status === "ok";
  }

  /**
   * Gets ready for a test cell.
   * @returns what had been changed; `undefined` when the guard does not answer
   */
  async before(names: TeacherNames, mend: boolean): Promise<readonly string[] | undefined> {
    this.#nonce = randomUUID();
    const imports = Object.fromEntries(
      names.imports.map(({ name, module, attribute }) => [name, [module, attribute]]),
    );
    const [own, imported] = [names.bound, imports].map(
      (value) => `__import__("json").loads(${JSON.stringify(JSON.stringify(value))})`,
    );
    const told = await this.#ask(
      `${MODULE}["before"]("${this.#nonce}", ${own ?? ""}, ${imported ?? ""}, ${mend ? "True" : "False"})`,
    );
    return told === undefined ? undefined : textsOf(told.changed);
  }

  /** How the test cell went; `undefined` when the guard does not answer. */
  async after(): Promise<Omit<GuardReport, "changed"> | undefined> {
    const told = await this.#ask(`${MODULE}["after"]("${this.#nonce}")`);
    if (told === undefined) return undefined;
    return {
      ended: told.ended === true,
      line: readLine(told.line),
      shadowed: textsOf(told.shadowed),
      suspicious: textsOf(told.suspicious),
      findings: findingsOf(told.findings),
    };
  }

  /** Where the running cell stands; `undefined` when nobody can tell. */
  async where(supportsSubshells: boolean): Promise<WaitingPlace | undefined> {
    if (!supportsSubshells) return undefined;
    const told = await this.#ask(`${MODULE}["where"]("${this.#nonce}")`, true);
    const place = isObject(told?.place) ? told.place : undefined;
    const line = readLine(place?.line);
    if (line === null || typeof place?.text !== "string") return undefined;
    return { line, text: place.text, busy: told?.busy === true };
  }

  async #ask(code: string, beside = false): Promise<Readonly<Record<string, unknown>> | undefined> {
    let said = "";
    const asked = this.#kernel.execute({ code, silent: true, beside }, (message) => {
      if (message.type === "stream" && said.length < 100_000) said += message.text;
    });
    const reply = await within(PATIENCE, asked).catch(() => undefined);
    return reply === undefined ? undefined : readReport(said, this.#nonce);
  }
}

/** Finds the report with the right nonce among what a kernel printed. */
export function readReport(
  text: string,
  nonce: string,
): Readonly<Record<string, unknown>> | undefined {
  for (const part of text.split("\u001e")) {
    try {
      const value: unknown = JSON.parse(part);
      if (isObject(value) && value.nonce === nonce) return value;
    } catch {
      // Something else was printed in between.
    }
  }
  return undefined;
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [])
    .filter((one: unknown) => typeof one === "string")
    .slice(0, 20)
    .map((one) => one.slice(0, 200));
}

function findingsOf(value: unknown): readonly LoopFinding[] {
  return (Array.isArray(value) ? value : []).slice(0, 20).flatMap((one: unknown) => {
    if (!isObject(one) || typeof one.kind !== "string" || typeof one.text !== "string") return [];
    const most = typeof one.most === "number" ? one.most : 0;
    return [{ kind: one.kind, text: one.text.slice(0, 300), most }];
  });
}

function readLine(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}
