import { apiError } from "../errors/api-error";
import { integer, text } from "./parameter-rules";

/** The parameters of both ways to page: tokens, and the older page numbers. */
export const pageParameters = {
  NextToken: text(),
  MaxResults: integer(),
  PageNumber: integer(1),
  PageSize: integer(1),
};

interface PageRequest {
  readonly NextToken: string | undefined;
  readonly MaxResults: number | undefined;
  readonly PageNumber: number | undefined;
  readonly PageSize: number | undefined;
}

interface PageLimits {
  readonly minResults: number;
  readonly maxResults: number;
  readonly maxPageSize: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The fields that go into the reply. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What the last item of a page was, so that nothing is skipped when items before it go meanwhile. */
const encodeToken = (id: string): string => Buffer.from(`after ${id}`).toString("base64url");

function decodeToken(token: string): string {
  const id = /^after (.+)$/s.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (id === undefined) throw apiError("InvalidParameter", ["NextToken"]);
  return id;
}

/**
 * One page of a list, in the order of the ids, which the real order need not be. MaxResults outside its range is moved into it and 10 if unset
 * `[DescribeNetworkInterfaces 2024-12-31]`; TotalCount means nothing to callers that use tokens, but is
 * there.
 */
export function pageOf<T>(
  unordered: readonly T[],
  idOf: (item: T) => string,
  request: PageRequest,
  limits: PageLimits,
): Page<T> {
  const all = [...unordered].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const byNumber = request.PageNumber !== undefined || request.PageSize !== undefined;
  if (byNumber && request.MaxResults === undefined && request.NextToken === undefined) {
    const PageSize = request.PageSize ?? 10;
    if (PageSize > limits.maxPageSize) {
      throw apiError("InvalidParameter", ["PageSize"], `PageSize: at most ${limits.maxPageSize}`);
    }
    const PageNumber = request.PageNumber ?? 1;
    const start = (PageNumber - 1) * PageSize;
    return {
      items: all.slice(start, start + PageSize),
      fields: { TotalCount: all.length, PageNumber, PageSize, NextToken: "" },
    };
  }
  const size = Math.min(Math.max(request.MaxResults ?? 10, limits.minResults), limits.maxResults);
  const after = request.NextToken === undefined ? "" : decodeToken(request.NextToken);
  const rest = all.filter((item) => idOf(item) > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return {
    items,
    fields: {
      TotalCount: all.length,
      PageNumber: 1,
      PageSize: size,
      NextToken: rest.length > size && last !== undefined ? encodeToken(idOf(last)) : "",
    },
  };
}
