import { errorTable, type ErrorCode, type ErrorEntry } from "./error-table";

export type { ErrorCode };

/** An answer of the API that is an error. Every field is public: it is what the caller gets to see. */
export class ApiError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  readonly recommend: string;

  constructor(code: string, httpStatus: number, message: string, recommend = "") {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.httpStatus = httpStatus;
    this.recommend = recommend;
  }
}

export const fillMessage = (template: string, values: readonly string[]): string =>
  template.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? "");

/**
 * The error of the table with its message filled in. `recommend` is the emulator's own hint: it goes into the
 * field where the real service puts a link, so that the message stays the published one.
 *
 * @example
 * throw apiError("InvalidEniId.NotFound", ["eni-gone"]);
 */
export function apiError(code: ErrorCode, values: readonly string[] = [], recommend = ""): ApiError {
  const { httpStatus, message } = errorTable[code];
  return new ApiError(code, httpStatus, fillMessage(message, values), recommend);
}

/** The entry of a code that may be in no table (faults may name any code). */
export function findError(code: string): ErrorEntry | undefined {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode] : undefined;
}
