import { ApiError } from "../../provider/core/errors";
import type { Survey } from "../../provider/core/preflight";
import * as client from "../../provider/ecs/client";
import { survey } from "../../provider/ecs/survey";
import { readSettings } from "../../provider/ecs/settings/settings";
import { createEmulator } from "../../provider/emulator";
import { aCloud, type Cloud } from "../helpers/cloud";
import { endable } from "../helpers/deadline";
import { anEni } from "../helpers/eni";
import { DESCRIBE, failureOf, keysFor, untilCalled } from "../helpers/provider";

// so that a test can put another one in its place
jest.mock("../../provider/ecs/client", () => ({
  __esModule: true,
  ...jest.requireActual<typeof client>("../../provider/ecs/client"),
}));

afterEach(() => {
  jest.restoreAllMocks();
});

it("ends after 60 s, though a call that is under way then has more time", async () => {
  const emulator = createEmulator();
  await emulator.listen();
  try {
    emulator.addFault({ action: DESCRIBE, hold: true });
    const time = endable(60);
    const settings = readSettings(() => undefined, keysFor(emulator));
    const subject = { ids: ["eni-demo"], regionId: "cn-hangzhou", assigns: () => false };
    const looking = failureOf(survey(subject, settings));
    await untilCalled(emulator, DESCRIBE, 1, looking);
    time.end();
    expect((await looking).message).toMatch(/^there was no answer in 60 s; /);
  } finally {
    await emulator.close();
  }
});

const many = Array.from({ length: 101 }, (_, i) => `eni-${i}`);
const refusal = (code: string): ApiError =>
  new ApiError(DESCRIBE, code, `refused with ${code}`, { outcomeUnknown: false });

/** Of a cloud that answers the first requests with these errors. */
function surveyOf(cloud: Cloud, ids: readonly string[], ...errors: readonly Error[]): Promise<Survey> {
  jest.spyOn(client, "openClient").mockResolvedValue(cloud.client);
  errors.forEach(cloud.refuse);
  const settings = readSettings(() => undefined, {});
  return survey({ ids, regionId: "cn-hangzhou", assigns: () => false }, settings);
}

it("reads all that are there where the cloud refuses the request for one that is not", async () => {
  const cloud = aCloud();
  cloud.put(anEni());
  const error = refusal("InvalidEniId.NotFound");
  const { enis, unread } = await surveyOf(cloud, ["eni-gone", "eni-demo"], error, error);
  expect([[...enis.keys()], [...unread]]).toEqual([["eni-demo"], []]);
});

it("says why it has not read an ENI, and reads the others", async () => {
  const cloud = aCloud();
  cloud.put(anEni());
  const error = refusal("Forbidden.RAM");
  const { enis, unread } = await surveyOf(cloud, ["eni-theirs", "eni-demo"], error, error);
  expect([[...enis.keys()], [...unread]]).toEqual([
    ["eni-demo"],
    [["eni-theirs", "refused with Forbidden.RAM"]],
  ]);
});

it("fails where no ENI could be read, and asks for none of them alone where the refusal is about no single one", async () => {
  const cloud = aCloud();
  const looking = surveyOf(cloud, ["eni-theirs", "eni-demo"], refusal("Throttling"));
  await expect(looking).rejects.toThrow("refused with Throttling");
  expect(cloud.asked).toHaveLength(1);
});

it("says of each of a later hundred why it is not read, and reads the others", async () => {
  const cloud = aCloud();
  cloud.put(...many.map((networkInterfaceId) => anEni({ networkInterfaceId })));
  cloud.hold();
  const looking = surveyOf(cloud, many);
  // the first hundred are asked for by now
  await new Promise(setImmediate);
  cloud.refuse(refusal("Throttling"));
  cloud.release();
  const { enis, unread } = await looking;
  expect(enis.size).toBe(100);
  expect([...unread]).toEqual([["eni-100", "refused with Throttling"]]);
});

it("asks for no more where none of the first hundred may be read, since each alone would be refused too", async () => {
  const cloud = aCloud();
  const errors = many.map(() => refusal("Forbidden.RAM"));
  await expect(surveyOf(cloud, many, ...errors)).rejects.toThrow("refused with Forbidden.RAM");
  expect(cloud.asked.map(({ networkInterfaceId }) => networkInterfaceId?.length)).toEqual([
    100,
    ...many.slice(1).map(() => 1),
  ]);
});
