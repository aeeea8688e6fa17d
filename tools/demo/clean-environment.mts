// What any program needs to run. All else stays out: a key, a profile, a Pulumi stack or backend, a proxy or
// an option of Node.js that the user has set must neither disturb the demo nor be used by it.
const needed = new Set([
  "PATH",
  "HOME",
  "USER",
  "LANG",
  "TERM",
  "TMPDIR",
  "LD_LIBRARY_PATH",
  // Windows
  "APPDATA",
  "COMSPEC",
  "LOCALAPPDATA",
  "PATHEXT",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERPROFILE",
  "WINDIR",
]);

/** The user's environment without the user's settings. */
export const cleanEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => needed.has(name.toUpperCase())));
