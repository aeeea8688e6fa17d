import { inChunks, MAX_ADDRESSES_PER_CALL } from "../../provider/core/limits";

it("cuts a list into chunks, in order, the last one smaller", () => {
  expect(inChunks(["a", "b", "c", "d", "e"], 2)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(inChunks(["a", "b"], 2)).toEqual([["a", "b"]]);
  expect(inChunks([], 2)).toEqual([]);
});

it("sends 49 addresses in two calls", () => {
  const addresses = Array.from({ length: 49 }, (_, i) => `10.0.0.${i + 100}`);
  expect(inChunks(addresses, MAX_ADDRESSES_PER_CALL).map((chunk) => chunk.length)).toEqual([32, 17]);
});
