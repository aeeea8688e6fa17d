import { isTransitional } from "../../provider/core/eni-status";

it("waits only for statuses that pass by themselves", () => {
  expect(
    ["Attaching", "Detaching", "Available", "InUse", "Deleting", "Frozen"].filter(isTransitional),
  ).toEqual(["Attaching", "Detaching"]);
});
