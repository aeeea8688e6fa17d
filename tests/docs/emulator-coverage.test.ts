import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as ecs from "@alicloud/ecs20140526";
import { actions } from "../../provider/emulator/actions";

// docs/emulator-coverage.md, made from the models of the SDK and the rules of the emulator; UPDATE_DOCS=1 writes it anew

const page = join(__dirname, "..", "..", "docs", "emulator-coverage.md");

interface Model {
  /** The name on the wire, by the name in the SDK. */
  names(): Readonly<Record<string, string>>;
}

const models = ecs as unknown as Readonly<Record<string, Model | undefined>>;

/** What the SDK's model of the request has; undefined for an action of another product. */
const parametersOf = (action: string): readonly string[] | undefined => {
  const names = models[`${action}Request`]?.names();
  return names && Object.values(names).sort();
};

type Standing = "implemented" | "refused" | "missing";

function rowsOf(): readonly (readonly [action: string, Readonly<Record<Standing, readonly string[]>>])[] {
  return actions.map(({ name, parameters }) => {
    const all = parametersOf(name) ?? [];
    const are = (standing: Standing) => all.filter((one) => (parameters[one] ?? "missing") === standing);
    return [name, { implemented: are("implemented"), refused: are("refused"), missing: are("missing") }];
  });
}

function text(): string {
  const rows = rowsOf();
  const count = (standing: Standing): string => String(rows.flatMap(([, row]) => row[standing]).length);
  return [
    "# What the emulator has of the API",
    "",
    "Made from the models of @alicloud/ecs20140526 and the emulator's rules (`npm run docs:coverage`). Each parameter of an action's model, at the top level, " +
      `is done as it says (${count("implemented")} of them), or refused by name with UnsupportedParameter (${count("refused")}): none is ignored. Actions ` +
      "that are not here are refused with InvalidAction.NotFound. GetCallerIdentity, of STS, has no parameters.",
    "",
    "| action | implemented | refused |",
    "| --- | --- | --- |",
    ...rows
      .filter(([name]) => parametersOf(name) !== undefined)
      .map(
        ([name, { implemented, refused }]) =>
          `| ${name} | ${implemented.join(", ")} | ${refused.join(", ")} |`,
      ),
    "",
  ].join("\n");
}

it("no parameter of a model is ignored", () => {
  expect(rowsOf().flatMap(([name, { missing }]) => missing.map((one) => `${name} ${one}`))).toEqual([]);
});

it("docs/emulator-coverage.md is what the models and the rules say", () => {
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, text());
  expect(readFileSync(page, "utf8")).toBe(text());
});
