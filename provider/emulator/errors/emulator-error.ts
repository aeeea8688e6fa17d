/** Anything the user of the emulator must fix: a seed, a state file, a port. The message is one line. */
export class EmulatorError extends Error {
  // not ErrorOptions, which a program compiled for es2020 does not know
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "EmulatorError";
  }
}
