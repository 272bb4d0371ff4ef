// Patterns for answers that are texts: the everyday part of regular expressions, matched by following all
// possibilities at once. So a match takes at most (length of the text) × (size of the pattern) steps, whatever the
// pattern is: a pattern comes with a file, and JavaScript's own can hang the page for years.

export interface TextPattern {
  /** Whether the whole text, and not only a part of it, fits. */
  matches(text: string): boolean;
}

/** Why a pattern cannot be used, for its author. */
export interface PatternProblem {
  readonly problem: string;
}

/**
 * Reads a pattern: letters, `.`, `[a-z]`, `[^a-z]`, `\d \w \s \D \W \S`, `( )`, `|`, `* + ? {2} {2,} {2,3}`; `\`
 * takes the meaning from a sign; `^` in front and `$` at the end may be written. Nothing else, such as looking
 * ahead or back, is allowed.
 */
export function compilePattern(
  source: string,
  options: { readonly ignoreCase: boolean },
): TextPattern | PatternProblem {
  try {
    const node = new PatternReader(
      source.replace(/^\^/, "").replace(/(?<!\\)\$$/, ""),
      options.ignoreCase,
    ).read();
    const program = compile(node);
    return { matches: (text) => run(program, text) };
  } catch (error) {
    if (error instanceof PatternError) return { problem: error.message };
    throw error;
  }
}

class PatternError extends Error {}

type Test = (character: string) => boolean;

type Node =
  | { readonly type: "one"; readonly test: Test }
  | { readonly type: "sequence" | "choice"; readonly nodes: readonly Node[] }
  | { readonly type: "repeat"; readonly node: Node; readonly least: number; readonly most: number };

class PatternReader {
  private readonly characters: readonly string[];
  private at = 0;
  private depth = 0;

  constructor(
    source: string,
    private readonly ignoreCase: boolean,
  ) {
    this.characters = Array.from(source.normalize("NFC"));
  }

  read(): Node {
    const node = this.readChoice();
    if (this.at < this.characters.length) throw new PatternError("A ) in it has no (.");
    return node;
  }

  private readChoice(): Node {
    const nodes = [this.readSequence()];
    while (this.take("|")) nodes.push(this.readSequence());
    return { type: "choice", nodes };
  }

  private readSequence(): Node {
    const nodes: Node[] = [];
    while (this.at < this.characters.length && !["|", ")"].includes(this.peek())) {
      nodes.push(this.readRepeated());
    }
    return { type: "sequence", nodes };
  }

  private readRepeated(): Node {
    let node = this.readOne();
    for (let count = this.readCount(); count !== undefined; count = this.readCount()) {
      node = { type: "repeat", node, ...count };
      this.take("?");
    }
    return node;
  }

  private readCount(): { readonly least: number; readonly most: number } | undefined {
    if (this.take("*")) return { least: 0, most: Infinity };
    if (this.take("+")) return { least: 1, most: Infinity };
    if (this.take("?")) return { least: 0, most: 1 };
    const rest = this.characters.slice(this.at, this.at + 12).join("");
    const match = /^\{(\d{1,3})(,?)(\d{0,3})\}/.exec(rest);
    if (match === null) return undefined;
    const [whole, least = "", comma = "", most = ""] = match;
    this.at += whole.length;
    const upper = comma === "" ? Number(least) : most === "" ? Infinity : Number(most);
    if (upper < Number(least)) throw new PatternError(`${whole} counts backwards.`);
    return { least: Number(least), most: upper };
  }

  private readOne(): Node {
    const character = this.next();
    switch (character) {
      case "(": {
        return this.readGroup();
      }
      case "[": {
        return { type: "one", test: this.readClass() };
      }
      case ".": {
        return { type: "one", test: () => true };
      }
      case "\\": {
        return { type: "one", test: this.readEscape() };
      }
      case "*":
      case "+":
      case "?":
      case "^":
      case "$": {
        throw new PatternError(
          `A ${character} stands where it means nothing. Write \\${character} for the sign.`,
        );
      }
      default: {
        return { type: "one", test: this.same(character) };
      }
    }
  }

  private readGroup(): Node {
    if (this.take("?") && !this.take(":")) {
      throw new PatternError("Looking ahead or back, and named groups, are not possible here.");
    }
    this.depth += 1;
    if (this.depth > 50) throw new PatternError("Its brackets are nested too deeply.");
    const node = this.readChoice();
    if (!this.take(")")) throw new PatternError("A ( in it has no ).");
    this.depth -= 1;
    return node;
  }

  private readClass(): Test {
    const isNegated = this.take("^");
    const tests: Test[] = [];
    while (!(this.peek() === "]" && tests.length > 0)) {
      const first = this.next();
      if (first === "\\" && /[dwsDWS]/.test(this.peek())) {
        tests.push(this.readEscape());
        continue;
      }
      const low = first === "\\" ? this.next() : first;
      if (this.peek() !== "-" || this.peek(1) === "]") {
        tests.push(this.same(low));
        continue;
      }
      this.at += 1;
      const mark = this.next();
      tests.push(this.between(low, mark === "\\" ? this.next() : mark));
    }
    this.at += 1;
    return (character) => tests.some((test) => test(character)) !== isNegated;
  }

  private readEscape(): Test {
    const letter = this.next();
    const named = /[dwsDWS]/.test(letter) ? new RegExp(`\\${letter}`, "u") : undefined;
    if (named !== undefined) return (character) => named.test(character);
    if (/[\p{L}\p{N}]/u.test(letter)) {
      throw new PatternError(`\\${letter} is not possible here.`);
    }
    return this.same(letter);
  }

  private same(wanted: string): Test {
    const folded = this.fold(wanted);
    return (character) => this.fold(character) === folded;
  }

  private between(low: string, high: string): Test {
    if (low > high) throw new PatternError(`${low}-${high} counts backwards.`);
    const isInside: Test = (character) => low <= character && character <= high;
    return this.ignoreCase
      ? (character) => isInside(character.toLowerCase()) || isInside(character.toUpperCase())
      : isInside;
  }

  private fold(character: string): string {
    return this.ignoreCase ? character.toLowerCase() : character;
  }

  private peek(ahead = 0): string {
    return this.characters[this.at + ahead] ?? "";
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  private next(): string {
    const character = this.characters[this.at];
    if (character === undefined) throw new PatternError("It ends too early.");
    this.at += 1;
    return character;
  }
}

/** A step tests one character and goes on to the next step, goes on at two places at once, or ends. */
type Step = { readonly test: Test } | { readonly to: readonly number[] };

const largestProgram = 2000;

function compile(node: Node): readonly Step[] {
  const steps: Step[] = [];
  const add = (step: Step): number => {
    if (steps.length >= largestProgram) throw new PatternError("It is too large.");
    return steps.push(step) - 1;
  };
  const emit = (one: Node): void => {
    switch (one.type) {
      case "one": {
        add({ test: one.test });
        return;
      }
      case "sequence": {
        one.nodes.forEach(emit);
        return;
      }
      case "choice": {
        emitChoice(one.nodes);
        return;
      }
      case "repeat": {
        for (let count = 0; count < one.least; count += 1) emit(one.node);
        if (one.most === Infinity) emitLoop(one.node);
        else
          for (let count = one.least; count < one.most; count += 1) emitChoice([one.node, nothing]);
      }
    }
  };
  const emitLoop = (body: Node): void => {
    const start = add({ to: [] });
    emit(body);
    add({ to: [start] });
    steps[start] = { to: [start + 1, steps.length] };
  };
  const emitChoice = (nodes: readonly Node[]): void => {
    const start = add({ to: [] });
    const ways: number[] = [];
    const ends: number[] = [];
    for (const one of nodes) {
      ways.push(steps.length);
      emit(one);
      ends.push(add({ to: [] }));
    }
    steps[start] = { to: ways };
    for (const end of ends) steps[end] = { to: [steps.length] };
  };
  emit(node);
  return steps;
}

const nothing: Node = { type: "sequence", nodes: [] };

function run(program: readonly Step[], text: string): boolean {
  let places = reach(program, [0]);
  for (const character of text.normalize("NFC")) {
    const next = [...places].filter((place) => {
      const step = program[place];
      return step !== undefined && "test" in step && step.test(character);
    });
    if (next.length === 0) return false;
    places = reach(
      program,
      next.map((place) => place + 1),
    );
  }
  return places.has(program.length);
}

/** All places that are reached without reading a character. */
function reach(program: readonly Step[], from: readonly number[]): ReadonlySet<number> {
  const places = new Set<number>();
  const open = [...from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (places.has(place)) continue;
    places.add(place);
    const step = program[place];
    if (step !== undefined && "to" in step) open.push(...step.to);
  }
  return places;
}
