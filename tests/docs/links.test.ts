import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const repository = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const pages = globSync("{*,docs/*,decisions/*,examples/*/*}.md", { cwd: repository }).sort();

const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");

/** The links of a page that stay in the repository. */
const linksOf = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^https?:/.test(target));

/** As GitHub names them: in small letters, without punctuation, with hyphens for spaces. */
const headingsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

function leadsSomewhere(page: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  return existsSync(join(repository, file)) && (heading === undefined || headingsOf(file).includes(heading));
}

it.each(pages)("%s links to files and headings that are there", (page) => {
  expect(linksOf(page).filter((target) => !leadsSomewhere(page, target))).toEqual([]);
});

it("the package holds the pages of docs/ that its README links to", () => {
  const { files } = JSON.parse(read("package.json")) as { files: string[] };
  expect(linksOf("README.md").some((target) => target.startsWith("docs/"))).toBe(true);
  expect(files).toContain("docs");
});
