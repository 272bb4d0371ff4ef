// Text files to be edited: read by Jupyter's contents API, saved by Lessonbook's extension (server/lessonbook/text_api.py),
// under a lock; on a plain Jupyter Server compared before and after.
import { nameOf } from "../execution/paths.ts";
import type { Files } from "../execution/files-port.ts";
import { ServerError } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { encodePath, type Answer, type Call } from "./connection.ts";
import { changedError, readVersion, savePlain } from "./contents.ts";
import { answerError } from "./errors.ts";

export function makeTexts(
  call: (options: Call) => Promise<Answer>,
): Pick<Files, "openText" | "saveText"> {
  return {
    async openText(path) {
      const attempt = { to: `edit ${nameOf(path)}` };
      const answer = await call({
        ...attempt,
        path: `api/contents/${encodePath(path, attempt)}?type=file&format=text&content=1&hash=1`,
        expect: [400],
      });
      if (isObject(answer.json) && typeof answer.json.content === "string")
        return { text: answer.json.content, version: readVersion(answer.json) };
      const words = `Could not ${attempt.to}: it is not text in UTF-8. Download it to change it elsewhere.`;
      throw new ServerError(words, "other", answer.status);
    },

    async saveText(path, text, seen, overwrite = false) {
      const attempt = { to: `save ${nameOf(path)}` };
      const encoded = encodePath(path, attempt);
      const own = await call({
        ...attempt,
        method: "PUT",
        path: `lessonbook/api/text/${encoded}`,
        body: {
          content: text,
          hash: seen.hash ?? null,
          lastModified: seen.lastModified ?? null,
          overwrite,
        },
        expect: [404, 409],
      });
      if (own.ok) return readVersion(own.json);
      if (own.status === 409) throw changedError(attempt, own.json);
      // A server without the route answers with a page; ours with JSON.
      if (isObject(own.json)) throw answerError(attempt, 404, "");
      const body = { type: "file", format: "text", content: text };
      return savePlain({ call, encoded, attempt, body, seen, overwrite });
    },
  };
}
