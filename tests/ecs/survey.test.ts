import { survey } from "../../provider/ecs/survey";
import { readSettings } from "../../provider/ecs/settings/settings";
import { createEmulator } from "../../provider/emulator";
import { endable } from "../helpers/deadline";
import { DESCRIBE, failureOf, keysFor, untilCalled } from "../helpers/provider";

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
