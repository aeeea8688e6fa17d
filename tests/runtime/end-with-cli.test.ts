import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

// the function ends the process that calls it, so each test has one of its own

const source = readFileSync(join(__dirname, "..", "..", "provider", "runtime", "end-with-cli.ts"), "utf8");

/** Goes on until it is told otherwise, and says when it is there. */
const AT_WORK = "console.log('at work'); setInterval(() => undefined, 60_000);";
/** Reads its standard input to the end, and says so when it has lived through that. */
const READ_ON = "process.stdin.on('end', () => setImmediate(() => console.log('alive'))).resume();";

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

/** Starts a process that ends with its CLI, and does the work meanwhile; the test is the CLI. */
function start(work: string, stdin: "pipe" | number = "pipe", through: readonly string[] = []) {
  const program = `${source}\nendWithCli();\n${work}`;
  const node = [process.execPath, "--input-type=module-typescript", "--eval", program];
  const [command = "", ...args] = [...through, ...node];
  const child = spawn(command, args, { stdio: [stdin, "pipe", "inherit"] });
  children.add(child);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return {
    input: child.stdin,
    hasBegun: once(child.stdout ?? child, "data"),
    ended: once(child, "close").then(([exitCode]) => [exitCode as number | null, output]),
  };
}

it.each([
  ["a socket, as Node.js makes it", []],
  // the shell gives the process one end of a pipe, and `cat` the other
  ["a pipe, as the Pulumi CLI makes it", ["/bin/sh", "-c", 'cat | "$0" "$@"']],
])("ends when its standard input does, which is %s", async (_what, through) => {
  const { input, hasBegun, ended } = start(AT_WORK, "pipe", through);
  await hasBegun;
  input?.end();
  expect(await ended).toEqual([1, "at work\n"]);
});

it("is kept alive by its work alone, while the CLI holds the other end", async () => {
  const { ended } = start("setImmediate(() => console.log('done'));");
  expect(await ended).toEqual([0, "done\n"]);
});

it("goes on when the CLI writes to it", async () => {
  const { input, hasBegun, ended } = start(
    `process.stdin.on('data', (data) => { console.log(String(data)); process.exit(7); }); ${AT_WORK}`,
  );
  await hasBegun;
  input?.write("hello");
  expect(await ended).toEqual([7, "at work\nhello\n"]);
});

it.each([
  ["nothing", "/dev/null"],
  ["a file", __filename],
])("goes on when its standard input was never a pipe, but %s", async (_what, path) => {
  const descriptor = openSync(path, "r");
  const { ended } = start(READ_ON, descriptor);
  closeSync(descriptor);
  expect(await ended).toEqual([0, "alive\n"]);
});

it("goes on where it was started without a standard input", async () => {
  const { ended } = start("setImmediate(() => console.log('alive'));", "pipe", [
    "/bin/sh",
    "-c",
    'exec "$0" "$@" <&-',
  ]);
  expect(await ended).toEqual([0, "alive\n"]);
});
