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

const encodeToken = (offset: number): string => Buffer.from(`offset ${offset}`).toString("base64url");

function decodeToken(token: string): number {
  const offset = /^offset (\d{1,9})$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (offset === undefined) throw apiError("InvalidParameter", ["NextToken"]);
  return Number(offset);
}

/**
 * One page of a list. MaxResults outside its range is moved into it and 10 if unset
 * `[DescribeNetworkInterfaces 2024-12-31]`; TotalCount means nothing to callers that use tokens, but is
 * there.
 */
export function pageOf<T>(all: readonly T[], request: PageRequest, limits: PageLimits): Page<T> {
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
  const start = request.NextToken === undefined ? 0 : decodeToken(request.NextToken);
  const end = start + size;
  return {
    items: all.slice(start, end),
    fields: {
      TotalCount: all.length,
      PageNumber: 1,
      PageSize: size,
      NextToken: end < all.length ? encodeToken(end) : "",
    },
  };
}
