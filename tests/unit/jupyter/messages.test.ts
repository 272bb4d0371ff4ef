import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  mendWireMessage,
  readExecuteReply,
  readKernelMessage,
} from "../../../src/jupyter/messages.ts";

describe("a kernel message", () => {
  it.each([
    ["status", { execution_state: "busy" }, { type: "status", state: "busy" }],
    [
      "execute_input",
      { code: "1", execution_count: 3 },
      { type: "execute_input", executionCount: 3 },
    ],
    ["stream", { name: "stderr", text: "x" }, { type: "stream", name: "stderr", text: "x" }],
    [
      "display_data",
      { data: { "text/plain": ["a\n", "b"] }, metadata: {}, transient: { display_id: "d" } },
      { type: "display_data", data: { "text/plain": "a\nb" }, metadata: {}, displayId: "d" },
    ],
    [
      "update_display_data",
      { data: {}, metadata: { k: 1 }, transient: {} },
      { type: "update_display_data", data: {}, metadata: { k: 1 } },
    ],
    [
      "execute_result",
      { data: { "application/json": ["a", "b"] }, metadata: {}, execution_count: 2 },
      {
        type: "execute_result",
        executionCount: 2,
        data: { "application/json": ["a", "b"] },
        metadata: {},
      },
    ],
    [
      "error",
      { ename: "E", evalue: "v", traceback: ["a", "b"] },
      { type: "error", ename: "E", evalue: "v", traceback: ["a", "b"] },
    ],
    ["clear_output", { wait: true }, { type: "clear_output", wait: true }],
  ])("of type %s is read", (type, content, expected) => {
    expect(readKernelMessage(type, content)).toEqual(expected);
  });

  it.each([
    ["status", { execution_state: "starting" }],
    ["status", {}],
    ["stream", { name: "stdout" }],
    ["stream", { name: "stdout", text: 5 }],
    ["comm_open", { comm_id: "c", target_name: "t", data: {} }],
    ["toString", {}],
    ["__proto__", {}],
    ["stream", null],
    ["stream", ["text"]],
  ])("of type %s with %j says nothing", (type, content) => {
    expect(readKernelMessage(type, content)).toBeUndefined();
  });

  it("is read as far as it makes sense when parts of it do not", () => {
    expect(readKernelMessage("error", { traceback: ["a", 5, null] })).toEqual({
      type: "error",
      ename: "",
      evalue: "",
      traceback: ["a"],
    });
    expect(readKernelMessage("execute_result", { data: 5, execution_count: "x" })).toEqual({
      type: "execute_result",
      executionCount: null,
      data: {},
      metadata: {},
    });
    expect(readKernelMessage("stream", { name: "odd", text: "x" })).toEqual({
      type: "stream",
      name: "stdout",
      text: "x",
    });
  });

  it("loses a key __proto__ and keeps its prototype", () => {
    const content: unknown = JSON.parse(
      '{"data": {"__proto__": {"bad": 1}, "text/plain": "x"}, "metadata": {"__proto__": {"bad": 1}}}',
    );
    const message = readKernelMessage("display_data", content);
    if (message?.type !== "display_data") throw new Error("expected a display");
    expect(Object.keys(message.data)).toEqual(["text/plain"]);
    expect(Object.getPrototypeOf(message.data)).toBe(Object.prototype);
    expect(message.metadata.bad).toBeUndefined();
  });

  it("never makes reading throw, whatever it is", () => {
    const type = fc.constantFrom(
      ...["status", "stream", "display_data", "execute_result", "error", "clear_output"],
    );
    fc.assert(
      fc.property(type, fc.jsonValue(), (name, content) => {
        const message = readKernelMessage(name, content);
        expect(message === undefined || message.type === name).toBe(true);
      }),
    );
  });
});

describe("an execute_reply", () => {
  it.each([
    [
      { status: "ok", execution_count: 4 },
      { status: "ok", executionCount: 4 },
    ],
    [{ status: "aborted" }, { status: "aborted", executionCount: null }],
    [{ status: "abort" }, { status: "aborted", executionCount: null }],
    [
      { status: "error", ename: "E" },
      { status: "error", executionCount: null, ename: "E" },
    ],
    [{}, { status: "error", executionCount: null, ename: "" }],
    [null, { status: "error", executionCount: null, ename: "" }],
  ])("%j is read", (content, expected) => {
    expect(readExecuteReply(content, false)).toEqual(expected);
  });

  it("has no count when the code was silent", () => {
    expect(readExecuteReply({ status: "ok", execution_count: 4 }, true).executionCount).toBeNull();
  });
});

describe("a message off the wire", () => {
  const header = { username: "u", version: "5.3", session: "s", msg_id: "m" };
  const message = (type: string, content: unknown) => ({
    channel: "iopub",
    header: { ...header, msg_type: type },
    parent_header: { msg_id: "p" },
    metadata: {},
    content,
  });

  it("is left alone when it keeps the protocol", () => {
    const sound = message("stream", { name: "stdout", text: "x" });
    expect(mendWireMessage(sound, "old")).toEqual(sound);
  });

  it("gets what it lacks where that does no harm", () => {
    const { content } = mendWireMessage(message("display_data", { data: {} }), "old");
    expect(content).toEqual({ data: {}, metadata: {} });
  });

  it.each([
    message("stream", { name: "stdout" }),
    message("status", { execution_state: "exploded" }),
    message("comm_open", { comm_id: 5 }),
  ])("becomes one that nobody handles when it cannot be mended", (broken) => {
    expect(mendWireMessage(broken, "old")).toMatchObject({
      header: { msg_type: "malformed" },
      content: {},
    });
  });

  it("keeps the session that was seen last when it names none", () => {
    expect(mendWireMessage(undefined, "old")).toMatchObject({ header: { session: "old" } });
  });

  it("always has the fields that the library asks for", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const mended = mendWireMessage(value, "old");
        expect(mended.header).toMatchObject({
          username: expect.any(String) as string,
          version: expect.any(String) as string,
          session: expect.any(String) as string,
          msg_id: expect.any(String) as string,
          msg_type: expect.any(String) as string,
        });
        expect(typeof mended.content).toBe("object");
        expect(typeof mended.metadata).toBe("object");
      }),
    );
  });
});
