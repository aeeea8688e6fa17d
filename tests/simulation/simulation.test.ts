import fc from "fast-check";
import { endable } from "../helpers/deadline";
import { histories } from "./history";
import { play } from "./play";

jest.setTimeout(300_000);

beforeEach(() => {
  // who waits for a taker that has not begun waits for one that never will: all that can begin has begun
  endable(2).end();
});
afterEach(() => {
  jest.restoreAllMocks();
});

it("keeps the promises in 1,000 random histories", async () => {
  await fc.assert(fc.asyncProperty(histories, play), {
    numRuns: Number(process.env["HISTORIES"] ?? 1000),
    ...(process.env["SEED"] && { seed: Number(process.env["SEED"]) }),
    ...(process.env["FCPATH"] && { path: process.env["FCPATH"] }),
  });
});
