// What a text must be before it becomes part of a URL or a header of a request. Nothing on the way escapes these.

/**
 * Whether the text is a host, or a host and a port, with nothing in it that a URL could take for a path, a user or a
 * query: `ecs.example.com`, `127.0.0.1:8190`, `[::1]:8190`.
 */
export function isHost(text: string): boolean {
  return /^[\w.:[\]-]*[\w\]]$/.test(text) && URL.canParse(`http://${text}`);
}

/** Whether the text can be the name of a RAM role. */
export function isRoleName(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

/** Whether the text can be an AccessKey id, for example `LTAI5tExample` or `STS.NUExample`. */
export function isAccessKeyId(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

/** Whether the text can be a secret key or an STS token: one word of ASCII. */
export function isSecretText(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
