import type { RawParameters } from "./protocol";

/** RFC 3986: everything but letters, digits and `-_.~` is encoded; encodeURIComponent leaves `!'()*`. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** `a=1&b=2`, sorted by name, both sides encoded: the canonical query of both signature schemes. */
export const canonicalQuery = (parameters: RawParameters): string =>
  Object.keys(parameters)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(parameters[name] ?? "")}`)
    .join("&");
