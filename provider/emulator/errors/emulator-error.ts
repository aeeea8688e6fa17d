/** Anything the user of the emulator must fix: a seed, a state file, a port. The message is one line. */
export class EmulatorError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EmulatorError";
  }
}
