import { join } from "node:path";
import { execute, run } from "../../tools/processes/run.mts";
import { type Running, start } from "../../tools/processes/start.mts";
import { descendantsOf, isRunning, killTree, untilEnded } from "../../tools/processes/tree.mts";

const timeoutMs = 20_000;
const node = process.execPath;

// long after the test, and not for ever
const forAMinute = "setTimeout(() => {}, 60_000)";

/** Starts another one, which leads a group of its own, as a plugin of Pulumi does. */
const family = `
  const program = "console.log(process.pid); ${forAMinute}";
  const child = require("node:child_process").spawn(process.execPath, ["-e", program], { detached: true });
  child.stdout.once("data", (pid) => console.log("child " + pid));
  ${forAMinute}`;

const deafFamily = `process.on("SIGINT", () => {}); ${family}`;

const childOf = async (parent: Running): Promise<number> =>
  Number((await parent.waitForOutput(/child (\d+)\n/, timeoutMs))[1]);

const startedFamily = async (program = family) => {
  const parent = start(node, ["-e", program], { timeoutMs });
  const child = await childOf(parent);
  return { parent, pid: parent.pid ?? 0, child };
};

describe("a program that is run to its end", () => {
  it("answers its exit code, and its output by stream and as a terminal shows it", async () => {
    const program = `require("node:fs").writeSync(1, "one é\\n"); console.error("two"); process.exitCode = 3`;

    await expect(run(node, ["-e", program], { timeoutMs })).resolves.toEqual({
      exitCode: 3,
      signal: null,
      stdout: "one é\n",
      stderr: "two\n",
      output: expect.stringMatching(/^(one é\ntwo|two\none é)\n$/) as string,
    });
  });

  it("reads no input", async () => {
    await expect(
      execute(node, ["-e", "process.stdin.on('end', () => console.log('end')).resume()"], { timeoutMs }),
    ).resolves.toBe("end\n");
  });

  it("tells each line as it comes, also one that has no end", async () => {
    const lines: string[] = [];
    const onLine = (line: string, stream: string) => lines.push(`${stream}: ${line}`);

    await run(node, ["-e", `process.stdout.write("a\\nb")`], { timeoutMs, onLine });

    expect(lines).toEqual(["stdout: a", "stdout: b"]);
  });

  it("is killed with all that it has started when it takes too long, and says so with what it printed", async () => {
    const pids: number[] = [];
    const onLine = (line: string) => pids.push(Number(line));

    const late = run("sh", ["-c", "sleep 60 & echo $!; wait"], { timeoutMs: 1_000, onLine });

    await expect(late).rejects.toThrow(/: not done after 1 s\n\d+$/);
    expect(pids).toHaveLength(1);
    await expect(untilEnded(pids[0] ?? 0)).resolves.toBeUndefined();
  });

  it("is not waited for any longer when somebody else holds its output", async () => {
    const pids: number[] = [];
    const onLine = (line: string) => pids.push(Number(line));

    const late = run("sh", ["-c", "sleep 60 & echo $!"], { timeoutMs: 1_000, onLine });

    await expect(late).rejects.toThrow(/: not done after 1 s\n\d+$/);
    killTree(...pids);
  });

  it("says why it could not be started", async () => {
    await expect(run("no-such-program", ["a"], { timeoutMs })).rejects.toThrow(
      "no-such-program a: spawn no-such-program ENOENT",
    );
  });

  it("that must succeed and does not, shows the last lines of its output", async () => {
    const program = `for (let i = 1; i <= 30; i++) console.error("line " + i); process.exitCode = 2`;

    const failure = execute(node, ["-e", program], { timeoutMs });

    await expect(failure).rejects.toThrow(/: exit code 2\nline 11\n/);
    await expect(failure).rejects.toThrow(/\nline 30$/);
  });
});

describe("a program in the background", () => {
  it("that ends without the output that is waited for, is no reason to wait any longer", async () => {
    const program = start(node, ["-e", "console.log('something else')"]);

    await expect(program.waitForOutput(/ready/, timeoutMs)).rejects.toThrow(
      "ended, and has not printed /ready/\nsomething else",
    );
  });

  it("that stays silent is not waited for any longer than allowed", async () => {
    const { parent } = await startedFamily();

    await expect(parent.waitForOutput(/ready/, 1)).rejects.toThrow("has not printed /ready/ in 0.001 s");

    await parent.stop();
  });

  it("can be waited for again by what it has printed already", async () => {
    const { parent, child } = await startedFamily();

    await expect(childOf(parent)).resolves.toBe(child);

    await parent.stop();
  });

  it("is asked to end before it is killed", async () => {
    const program = `process.on("SIGINT", () => { console.log("bye"); process.exit(); });
      ${forAMinute}; console.log("ready")`;
    const running = start(node, ["-e", program], { timeoutMs });
    await running.waitForOutput(/ready/, timeoutMs);

    await running.stop();

    await expect(running.done).resolves.toMatchObject({ exitCode: 0, stdout: "ready\nbye\n" });
  });

  it("leaves nothing that it has started when it ends as it is asked to", async () => {
    const { parent, child } = await startedFamily();

    await parent.stop();

    await expect(untilEnded(child)).resolves.toBeUndefined();
  });

  it("is killed with all that it has started when asking does not help", async () => {
    const { parent, child } = await startedFamily(deafFamily);

    await parent.stop(1);

    await expect(parent.done).resolves.toMatchObject({ exitCode: null, signal: "SIGKILL" });
    await expect(untilEnded(child)).resolves.toBeUndefined();
  });

  it("that has a group of its own leaves none of it, not even those who have lost their parent", async () => {
    const between = `
      const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "${forAMinute}"]);
      console.log(pid);
      process.exit();`;
    const program = `
      const { stdout } = require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(between)}]);
      console.log("child " + stdout);
      ${forAMinute}`;
    const parent = start(node, ["-e", program], { timeoutMs, ownGroup: true });
    const orphan = await childOf(parent);
    expect(descendantsOf(parent.pid ?? 0)).toEqual([]);

    await parent.stop();

    await expect(untilEnded(orphan)).resolves.toBeUndefined();
  });

  it("does not outlive the process that started it", async () => {
    const module = join(__dirname, "..", "..", "tools", "processes", "start.mts");
    const parent = `
      import { start } from ${JSON.stringify(module)};
      const running = start(process.execPath, ["-e", ${JSON.stringify(family)}]);
      const [, pid] = await running.waitForOutput(/child (\\d+)\\n/, ${timeoutMs});
      console.log(running.pid, pid);
      process.exit(0);`;

    const output = await execute(node, ["--input-type=module", "-e", parent], { timeoutMs });

    const pids = output.trim().split(" ").map(Number);
    expect(pids).toHaveLength(2);
    await Promise.all(pids.map((pid) => untilEnded(pid)));
  });

  it("is stopped with the others, the youngest first, and no other is started then", async () => {
    const module = join(__dirname, "..", "..", "tools", "processes", "start.mts");
    const program = `process.on("SIGINT", () => process.exit()); ${forAMinute}; console.log("ready")`;
    const parent = `
      import { start, stopAll } from ${JSON.stringify(module)};
      for (const name of ["old", "young"]) {
        const running = start(process.execPath, ["-e", ${JSON.stringify(program)}]);
        await running.waitForOutput(/ready/, ${timeoutMs});
        running.done.then(() => console.log(name));
      }
      const stopping = stopAll();
      try { start("any", []); } catch ({ message }) { console.log(message); }
      await stopping;`;

    await expect(execute(node, ["--input-type=module", "-e", parent], { timeoutMs })).resolves.toBe(
      "any is not started: what was started is being stopped\nyoung\nold\n",
    );
  });
});

describe("a tree of processes", () => {
  it("is listed with what each of them runs, to the last generation", async () => {
    const parent = start("sh", ["-c", "sh -c 'sleep 60 & echo ready; wait' & wait"], { timeoutMs });
    await parent.waitForOutput(/ready/, timeoutMs);

    const descendants = descendantsOf(parent.pid ?? 0);

    expect(descendants).toMatchObject([
      { parent: parent.pid, command: "sh -c sleep 60 & echo ready; wait" },
      { parent: descendants[0]?.pid, command: "sleep 60" },
    ]);
    await parent.stop();
  });

  it("is killed with those that lead a group of their own", async () => {
    const { parent, pid, child } = await startedFamily();

    killTree(pid);

    await expect(parent.done).resolves.toMatchObject({ signal: "SIGKILL" });
    await expect(untilEnded(child)).resolves.toBeUndefined();
  });

  it("of a process that has ended is no error", async () => {
    const { pid = 0, done } = start(node, ["--version"], { timeoutMs });
    await done;

    expect(isRunning(pid)).toBe(false);
    expect(() => {
      killTree(pid);
    }).not.toThrow();
  });

  it("counts none that has ended, though its parent has not noticed", async () => {
    const parent = start("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 60"], { timeoutMs });
    const [pid] = await parent.waitForOutput(/\d+/, timeoutMs);

    await expect(untilEnded(Number(pid))).resolves.toBeUndefined();

    expect(() => process.kill(Number(pid), 0)).not.toThrow();
    await parent.stop();
  });

  it("is not waited for longer than allowed", async () => {
    await expect(untilEnded(process.pid, 1)).rejects.toThrow(
      `process ${process.pid} is still running after 0.001 s`,
    );
  });
});
