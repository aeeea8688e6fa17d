/** What the user can put right: its message says how, and no stack trace is shown. */
export class UserError extends Error {
  override readonly name = "UserError";
}
