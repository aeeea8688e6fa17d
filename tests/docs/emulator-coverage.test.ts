import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as ecs from "@alicloud/ecs20140526";
import { actions } from "../../provider/emulator/actions";
import { type ErrorEntry, errorTable } from "../../provider/emulator/errors/error-table";

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

function rowsOf() {
  return actions.map(({ name, source, about, parameters }) => {
    const all = parametersOf(name) ?? [];
    // a list of structures may be refused as a whole
    const standingOf = (one: string): Standing =>
      parameters[one] ?? parameters[one.replace(/\.N\..*/, "")] ?? "missing";
    const are = (standing: Standing) => all.filter((one) => standingOf(one) === standing);
    const by = { implemented: are("implemented"), refused: are("refused"), missing: are("missing") };
    return { name, source, about, by };
  });
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

function text(): string {
  const rows = rowsOf();
  const count = (standing: Standing): string => String(rows.flatMap(({ by }) => by[standing]).length);
  const errors = Object.entries<ErrorEntry>(errorTable);
  const confirmed = (verified: ErrorEntry["verified"]): string =>
    String(errors.filter(([, entry]) => entry.verified === verified).length);
  return [
    "# What the emulator has of the API",
    "Made from the models of @alicloud/ecs20140526 and the emulator's rules (`npm run docs:coverage`). No rule was confirmed on a real " +
      "account; UNVERIFIED marks what no document says either.",
    "## Actions",
    "Actions that are not here are refused with InvalidAction.NotFound.",
    table(
      ["action", "learned from", "what its parameters do not say"],
      rows.map(({ name, source, about }) => [name, source, about]),
    ),
    "## Parameters",
    "Each parameter of an action's model, the fields of its structures too (`Tag.N.Key`), is done as it says " +
      `(${count("implemented")} of them), or refused by name with UnsupportedParameter (${count("refused")}): none is ignored. ` +
      "GetCallerIdentity, of STS, has no parameters.",
    table(
      ["action", "implemented", "refused"],
      rows
        .filter(({ name }) => parametersOf(name) !== undefined)
        .map(({ name, by }) => [name, by.implemented.join(", "), by.refused.join(", ")]),
    ),
    "## Errors",
    `Code, status and text of ${confirmed("docs")} are published, ${confirmed("observed by peers")} were seen by public clients; of ` +
      `${confirmed("unverified")} the code is published, and the text, the status or the case in which it is answered is our reading; ${confirmed("own")} are the emulator's own.`,
    table(
      ["code", "status", "standing", "learned from"],
      errors.map(([code, { httpStatus, verified, source }]) => [code, String(httpStatus), verified, source]),
    ),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

it("no parameter of a model is ignored", () => {
  expect(rowsOf().flatMap(({ name, by }) => by.missing.map((one) => `${name} ${one}`))).toEqual([]);
});

it("docs/emulator-coverage.md is what the models and the rules say", () => {
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, text());
  expect(readFileSync(page, "utf8")).toBe(text());
});
