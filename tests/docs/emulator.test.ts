import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Fault, type Seed } from "../../provider/emulator";

// docs/emulator.md: what it shows works

const page = readFileSync(join(__dirname, "..", "..", "docs", "emulator.md"), "utf8");
const pieces = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code);
const withoutSpaces = (text: string): string => text.replace(/\s+/g, "");

const faults = (pieces("jsonc")[0] ?? "").trim().split("\n");

test.each(faults)("the fault %s is taken", (line) => {
  const fault = JSON.parse(line.replace(/\/\/.*$/, "")) as Fault;
  expect(() => {
    createEmulator().addFault(fault);
  }).not.toThrow();
});

test("there is a fault of each kind", () => {
  const fields = new Set(
    faults.flatMap((line) => Object.keys(JSON.parse(line.replace(/\/\/.*$/, "")) as Fault)),
  );
  const kinds = [
    "action",
    "times",
    "skip",
    "code",
    "message",
    "httpStatus",
    "retryAfterMs",
    "when",
    "dropReply",
    "hold",
    "body",
  ];
  expect([...fields].sort()).toEqual([...kinds].sort());
});

test("the seed is one", () => {
  const [seed = ""] = pieces("json");
  expect(createEmulator({ seed: JSON.parse(seed) as Seed }).networkInterface("eni-a")?.status).toBe("InUse");
});

test("the example of a test is this one", async () => {
  const emulator = createEmulator({
    visibilityDelayMs: 500,
    callsPerMinute: { AssignPrivateIpAddresses: 400 },
  });
  await emulator.listen();

  emulator.addFault({ action: "AssignPrivateIpAddresses", when: "after", dropReply: true });
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] }); // behind the API's back
  emulator.associateEip({ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.101" });
  emulator.showAddresses("eni-demo", []); // what each Describe shows, until showTruth()

  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]); // the truth
  expect(emulator.calls("UnassignPrivateIpAddresses")).toEqual([]); // what was received
  await emulator.close();

  const [example = ""] = pieces("ts");
  expect(withoutSpaces(readFileSync(__filename, "utf8"))).toContain(withoutSpaces(example));
});

test("the control paths that it names are those that there are", async () => {
  const emulator = createEmulator();
  const reply = await fetch(`${await emulator.listen()}/emulator`);
  const { error } = (await reply.json()) as { readonly error: string };
  await emulator.close();
  const there = error.replace(/.*there are: /, "").split(", ");
  const named = [...page.matchAll(/^\| `((?:GET|POST|DELETE) \/emulator\/\w+)`/gm)].map(([, path]) => path);
  expect(named).toEqual(there);
});
