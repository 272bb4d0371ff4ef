// `lessonbook export`: a notebook as a web page, Markdown, a script, or a notebook; what the page's menu gives, byte for byte.
import { access, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { EXPORT_FORMATS, exportNotebook, type ExportFormat } from "../export/export.ts";
import { collectPictures } from "../export/pictures.ts";
import { NotebookFormatError, parseNotebookText } from "../nbformat/parse.ts";
import type { Notebook } from "../nbformat/types.ts";
import { isFolder, writeWhole } from "./files.ts";
import { CommandError, reasonOf, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

export const exportHelp = `Usage: lessonbook export NOTEBOOK.ipynb --to html|md|py|ipynb [OPTIONS]

Writes a notebook, graded or not, in another form beside it, and prints where.

  --to FORMAT     html: one web page that needs no network and no script, for screens and for printing
                  md: Markdown, with pictures in the folder NOTEBOOK_files
                  py: a script in the notebook's language, cell by cell
                  ipynb: a notebook; with --no-outputs as it was before anything ran
  --no-outputs    leave out what code gave
  --output PATH   where to write: a file, or a folder that is there
  --force         write over a file that is there (never over the notebook itself)
`;

interface ExportCommand {
  readonly file: string;
  readonly format: ExportFormat;
  readonly withoutOutputs: boolean;
  readonly output: string | undefined;
  readonly force: boolean;
}

export async function exportCommand(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { file, format, withoutOutputs, output, force } = readOptions(args);
  const { notebook, repairs } = await readNotebook(file);
  const name = basename(file).replace(/\.ipynb$/, "");
  const folder = dirname(file);
  const pictures = await collectPictures(notebook, (path, most) => readBeside(folder, path, most));
  const [main, ...beside] = exportNotebook(notebook, format, { name, withoutOutputs, pictures });
  if (main === undefined) throw new CommandError(`${file} gave nothing to write.`);
  const target = await targetOf(output, folder, main.path);
  // Pictures keep their place beside the text, which names them.
  const all = [
    { ...main, path: target },
    ...beside.map((one) => ({ ...one, path: join(dirname(target), one.path) })),
  ];
  // Those that lie beside the notebook are beside its Markdown already.
  const isOwn = (path: string): boolean =>
    [...pictures.keys()].some((picture) => resolve(folder, picture) === resolve(path));
  const files = all.filter(({ path }) => !isOwn(path));
  for (const { path } of files) await refuseTaken(path, file, force);
  for (const { path, content } of files) {
    try {
      await writeWhole(path, content);
    } catch (error) {
      throw new CommandError(`${path} could not be written (${reasonOf(error)}).`);
    }
  }
  for (const repair of repairs) terminal.say(`${file}: ${repair}`);
  terminal.out(target);
  return repairs.length === 0 ? 0 : 1;
}

function readOptions(args: readonly string[]): ExportCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      to: { type: "string" },
      "no-outputs": { type: "boolean", default: false },
      output: { type: "string", short: "o" },
      force: { type: "boolean", default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError("Name one notebook: lessonbook export NOTEBOOK.ipynb --to html.");
  }
  const format = EXPORT_FORMATS.find((one) => one === values.to);
  if (format === undefined) {
    const given = values.to === undefined ? "is missing" : `"${values.to}" is not known`;
    throw new UsageError(`--to ${given}. Name one of ${EXPORT_FORMATS.join(", ")}.`);
  }
  return {
    file,
    format,
    withoutOutputs: values["no-outputs"],
    output: values.output,
    force: values.force,
  };
}

async function readNotebook(
  file: string,
): Promise<{ readonly notebook: Notebook; readonly repairs: readonly string[] }> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new UsageError(
      isMissing
        ? `There is no notebook "${file}".`
        : `"${file}" cannot be read (${reasonOf(error)}).`,
    );
  }
  try {
    return parseNotebookText(text);
  } catch (error) {
    if (error instanceof NotebookFormatError) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

/** A file in a folder or below, links followed; undefined where it leads elsewhere or is larger. */
async function readBeside(
  folder: string,
  path: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const place = await realpath(join(folder, path));
  if (!place.startsWith(`${await realpath(folder)}${sep}`)) return undefined;
  const { size } = await stat(place);
  return size > most ? undefined : new Uint8Array(await readFile(place));
}

/** A folder that is named gets the file; anything else is the file. */
async function targetOf(output: string | undefined, folder: string, name: string): Promise<string> {
  if (output === undefined) return join(folder, name);
  return (await isFolder(output)) ? join(output, name) : output;
}

async function refuseTaken(path: string, notebook: string, force: boolean): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  if ((await realpath(path)) === (await realpath(resolve(notebook)))) {
    throw new UsageError(`${path} is the notebook itself. Name another file with --output.`);
  }
  if (!force) {
    throw new CommandError(
      `${path} is there already and stays as it is. Name another file with --output, or write over it with --force.`,
    );
  }
}
