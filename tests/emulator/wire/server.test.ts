import { once } from "node:events";
import { send } from "../client";
import { assign, describeInterfaces, emulatorPerTest, expectRefusal } from "../helpers";

const start = emulatorPerTest();

describe("whatever comes in, the server lives on", () => {
  const raw = { method: "POST", path: "/", headers: {}, body: "" };

  test.each([
    ["another path", { path: "/other" }, 404, "InvalidAction.NotFound"],
    ["a path that is no URL", { path: "//[" }, 404, "InvalidAction.NotFound"],
    ["another method", { method: "PUT" }, 400, "UnsupportedHTTPMethod"],
    ["a body above 1 MB", { body: "x".repeat(1024 * 1024 + 1) }, 413, "RequestTooLarge"],
    [
      "2,001 parameters",
      { path: `/?${Array.from({ length: 2001 }, (_, i) => `p${i}=1`).join("&")}` },
      413,
      "RequestTooLarge",
    ],
    ["a web page", { headers: { origin: "http://example.com" } }, 403, "ForbiddenCaller"],
    ["a name that points here", { headers: { host: "evil.example:80" } }, 403, "ForbiddenCaller"],
    ["nothing at all", {}, 404, "InvalidAction.NotFound"],
    [
      "JSON where a form is expected",
      { body: "{}", headers: { "content-type": "application/json" } },
      404,
      "InvalidAction.NotFound",
    ],
    ["broken percent encoding", { path: "/?Signature=%E0%A4%A&Action=%" }, 404, "InvalidAction.NotFound"],
    [
      "the names of object members",
      { path: "/?__proto__=x&constructor=y&Signature=z" },
      404,
      "InvalidAction.NotFound",
    ],
    [
      "lone surrogates in a form",
      { body: "Signature=%ED%A0%80", headers: { "content-type": "application/x-www-form-urlencoded" } },
      404,
      "InvalidAction.NotFound",
    ],
  ])("%s", async (_, request, httpStatus, code) => {
    const emulator = await start();
    expectRefusal(await send(emulator.url, { ...raw, ...request }), httpStatus, code);
    expect(await describeInterfaces(emulator)).toHaveLength(3);
  });

  test("a bug inside is an internal error with a line on stderr", async () => {
    const lines: string[] = [];
    const stderr = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    try {
      const emulator = await start();
      emulator.updateInstance("i-demo", { instanceType: "unheard-of" });
      expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 500, "InternalError");
    } finally {
      stderr.mockRestore();
    }
    expect(lines).toEqual([expect.stringMatching(/^alicloud-eni-emulator: .*instance type unheard-of/)]);
  });

  test("answers the whole URL that a client sends to a proxy", async () => {
    const { connect } = await import("node:net");
    const emulator = await start();
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    socket.end(
      `GET ${emulator.url}/?Action=None HTTP/1.1\r\nhost: ${emulator.endpoint}\r\nconnection: close\r\n\r\n`,
    );
    const chunks = await socket.setEncoding("utf8").toArray();
    expect(chunks.join("")).toMatch(/^HTTP\/1\.1 404 .*InvalidAction\.NotFound/s);
  });

  test("refuses a body that is too long before it has come in", async () => {
    const { connect } = await import("node:net");
    const emulator = await start();
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    socket.write(`POST / HTTP/1.1\r\nhost: ${emulator.endpoint}\r\ncontent-length: 99999999\r\n\r\n`);
    socket.write("x".repeat(1024 * 1024 + 1));
    const [first] = (await once(socket.setEncoding("utf8"), "data")) as [string];
    expect(first).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test("a client that goes away in the middle of its body is no news", async () => {
    const { connect } = await import("node:net");
    const emulator = await start();
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc");
    expect(await describeInterfaces(emulator)).toHaveLength(3);
    const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const gone = once(socket, "close");
    socket.destroy();
    await gone;
    // by then it has been noticed
    for (let i = 0; i < 3; i++) expect(await describeInterfaces(emulator)).toHaveLength(3);
    expect(stderr).not.toHaveBeenCalled();
    stderr.mockRestore();
  });
});
