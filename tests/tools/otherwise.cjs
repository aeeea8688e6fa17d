// Preloaded, has Jest read one source file otherwise than it is: OTHERWISE is JSON of its name from the root, a text in it, and what stands there instead.
const fs = require("node:fs");
const { join } = require("node:path");

const { file, text, instead } = JSON.parse(process.env.OTHERWISE);
const path = join(__dirname, "..", "..", file);
const { readFileSync } = fs;

fs.readFileSync = (name, ...args) => {
  const content = readFileSync(name, ...args);
  // Jest takes the bytes
  if (name !== path || !Buffer.isBuffer(content)) return content;
  const source = content.toString();
  if (!source.includes(text)) throw new Error(`${file} has no ${text}`);
  return Buffer.from(source.replace(text, () => instead));
};
