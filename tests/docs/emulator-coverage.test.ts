import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as ecs from "@alicloud/ecs20140526";
import { actions } from "../../provider/emulator/actions";

// docs/emulator-coverage.md, made from the models of the SDK and the rules of the emulator; UPDATE_DOCS=1 writes it anew

const page = join(__dirname, "..", "..", "docs", "emulator-coverage.md");

interface Model {
  /** The name on the wire, by the name in the SDK. */
  names(): Readonly<Record<string, string>>;
  /** `{ type: "array", itemType: Model }` for a list of structures. */
  types(): Readonly<Record<string, unknown>>;
}

const itemsOf = (type: unknown): Model | undefined => {
  const { itemType } = (typeof type === "object" ? type : {}) as { readonly itemType?: unknown };
  return typeof itemType === "function" && "names" in itemType ? (itemType as unknown as Model) : undefined;
};

const namesOf = (model: Model): readonly string[] =>
  Object.entries(model.names()).flatMap(([field, name]) => {
    const items = itemsOf(model.types()[field]);
    return items === undefined ? [name] : namesOf(items).map((inner) => `${name}.N.${inner}`);
  });

const models = ecs as unknown as Readonly<Record<string, Model | undefined>>;

/** What the SDK's model of the request has; undefined for an action of another product. */
const parametersOf = (action: string): readonly string[] | undefined => {
  const model = models[`${action}Request`];
  return model && [...namesOf(model)].sort();
};

type Standing = "implemented" | "refused" | "missing";

function rowsOf(): readonly (readonly [action: string, Readonly<Record<Standing, readonly string[]>>])[] {
  return actions.map(({ name, parameters }) => {
    const all = parametersOf(name) ?? [];
    // a list of structures may be refused as a whole
    const standingOf = (one: string): Standing =>
      parameters[one] ?? parameters[one.replace(/\.N\..*/, "")] ?? "missing";
    const are = (standing: Standing) => all.filter((one) => standingOf(one) === standing);
    return [name, { implemented: are("implemented"), refused: are("refused"), missing: are("missing") }];
  });
}

function text(): string {
  const rows = rowsOf();
  const count = (standing: Standing): string => String(rows.flatMap(([, row]) => row[standing]).length);
  return [
    "# What the emulator has of the API",
    "",
    "Made from the models of @alicloud/ecs20140526 and the emulator's rules (`npm run docs:coverage`). Each parameter of an action's model, the fields of its structures too (`Tag.N.Key`), " +
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
