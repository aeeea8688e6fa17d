/** Replies of a proxy, or of a service that broke off: they say nothing of what was asked, nor of what was done. */
export const garbledReplies = [
  ["a page with status 200", { httpStatus: 200, body: "<html>Welcome</html>" }],
  [
    "half of a JSON with status 200",
    { httpStatus: 200, body: '{"RequestId":"R-', contentType: "application/json" },
  ],
  [
    "a JSON of somebody else with status 200",
    { httpStatus: 200, body: "{}", contentType: "application/json" },
  ],
  ["null with status 200", { httpStatus: 200, body: "null", contentType: "application/json" }],
  ["no body with status 200", { httpStatus: 200, body: "" }],
  ["a page with status 502", { httpStatus: 502, body: "<html>Bad Gateway</html>" }],
  [
    "a JSON of somebody else with status 500",
    { httpStatus: 500, body: '{"error":"x"}', contentType: "application/json" },
  ],
  ["no body with status 503", { httpStatus: 503, body: "" }],
] as const;

/** What a write may be answered, but no look: it says nothing of what was asked. */
export const withRequestIdAlone = [
  "a JSON with a request id and nothing else",
  { httpStatus: 200, body: '{"RequestId":"R-1"}', contentType: "application/json" },
] as const;
