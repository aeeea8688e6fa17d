import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const repository = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const pages = globSync("{*,docs/*,decisions/*}.md", { cwd: repository }).sort();

const withoutBreaks = (text: string): string => text.replace(/\s+/g, " ");

/** The files that a page names: from the root, or from provider/, as ARCHITECTURE.md has them. */
const filesNamedIn = (page: string): string[] =>
  [...read(page).matchAll(/`((?:[\w.-]+\/)+(?:[\w.-]+\.(?:ts|mts|cjs|md))?)`/g)].map(([, path = ""]) => path);

const isThere = (path: string): boolean =>
  ["", "provider"].some((folder) => existsSync(join(repository, folder, path)));

it.each(pages)("%s names files that are there", (page) => {
  expect(filesNamedIn(page).filter((path) => !isThere(path))).toEqual([]);
});

/** The numbered promises of INVARIANTS.md, each with all that is said of it. */
const promises = withoutBreaks(read("INVARIANTS.md"))
  .split(/ (?=\d+\. \*\*)/)
  .slice(1);

/** What stands in brackets after a file, in quotes: titles of its tests. */
const titlesNamedIn = (text: string): (readonly [string, string])[] =>
  [...text.matchAll(/`(tests\/[\w./-]+)` \(("[^"]+"(?:[^")]*"[^"]+")*)\)/g)].flatMap(
    ([, file = "", titles = ""]) => quotedIn(titles).map((title) => [file, title] as const),
  );

const quotedIn = (text: string): string[] =>
  [...text.matchAll(/"([^"]+)"/g)].map(([, quoted = ""]) => quoted);

/** The titles of the tests and groups of a file, as they are written there, without those that are skipped. */
function titlesIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (!ts.isCallExpression(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    // `it`, `describe.each(...)`, `it.skip`
    const [, kind, more = ""] =
      /^(it|test|describe|fit|xit|xtest|xdescribe)\b((?:\.\w+)*)/.exec(node.expression.getText()) ?? [];
    const isSkipped = kind !== undefined && (kind.startsWith("x") || /\.(skip|todo)/.test(more));
    if (isSkipped) return;
    const [title] = node.arguments;
    if (
      kind !== undefined &&
      title !== undefined &&
      (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))
    )
      found.push(withoutBreaks(ts.isStringLiteralLike(title) ? title.text : title.getText().slice(1, -1)));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));
  return found;
}

it("each promise of INVARIANTS.md names a test", () => {
  expect(promises.map((promise) => Number.parseInt(promise, 10))).toEqual(promises.map((_, i) => i + 1));
  expect(promises.length).toBeGreaterThanOrEqual(16);
  const isTested = (promise: string): boolean => /`tests\/[\w./-]+(?:\.test\.ts|\/)`/.test(promise);
  expect(promises.filter((promise) => !isTested(promise))).toEqual([]);
});

it("each test that INVARIANTS.md names is in the file that it names, and not skipped", () => {
  const text = withoutBreaks(read("INVARIANTS.md"));
  const named = titlesNamedIn(text);
  expect(named.map(([, title]) => title)).toEqual(quotedIn(text));
  const isIn = ([file, title]: readonly [string, string]): boolean =>
    titlesIn(file).some((one) => one.includes(title));
  expect(named.filter((one) => !isIn(one))).toEqual([]);
});

it.each([
  ["testing", 6],
  ["hooks", 1],
])("each piece of code on the page about %s is in a file of its example, which is run", (name, least) => {
  const files = globSync(`examples/${name}/*.ts`, { cwd: repository }).map((file) =>
    withoutBreaks(read(file)),
  );
  const pieces = [...read(`docs/${name}.md`).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  expect(pieces.length).toBeGreaterThanOrEqual(least);
  const isQuoted = (code: string): boolean => files.some((file) => file.includes(withoutBreaks(code).trim()));
  expect(pieces.filter((code) => !isQuoted(code))).toEqual([]);
});
