import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

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

it("each test that INVARIANTS.md names is in the file that it names", () => {
  const named = [...withoutBreaks(read("INVARIANTS.md")).matchAll(/`(tests\/[\w./-]+)` \("([^"]+)"\)/g)];
  const isIn = ([, file = "", title = ""]: readonly string[]): boolean =>
    withoutBreaks(read(file)).includes(title);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((one) => !isIn(one)).map(([text]) => text)).toEqual([]);
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
