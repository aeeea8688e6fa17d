import { startJournal } from "../../provider/core/journal";
import { planChanges } from "../../provider/core/plan";
import { send } from "../../provider/runtime/send";
import { openSession, type Session } from "../../provider/runtime/session";
import { stoppable } from "../helpers/deadline";
import { declared } from "../helpers/provider";

const eni = { primaryPrivateIpAddress: "10.0.0.20", privateIpAddresses: [] } as never;
const plan = planChanges(
  {
    ...{ desired: declared(["10.0.0.101"]), recorded: {}, unassignsForeign: false },
    ...{ isJustUnassigned: () => false, isClaimed: () => false },
  },
  eni,
);

function aSession(world: object): Session {
  const pace = { initialDelay: 1, maxDelay: 2 };
  const common = { pace, newClientToken: () => "token", deadline: stoppable(60) };
  return openSession(
    { networkInterfaceId: "eni-demo" } as never,
    { ...common, ...world } as never,
    startJournal(),
  );
}

it("sends nothing when the time is up, and says what it waited for", async () => {
  const over = stoppable(60);
  over.stop();
  const session = aSession({ api: {}, deadline: over });
  session.waitsFor = "it is odd";
  await expect(send(plan, session)).rejects.toThrow("ENI eni-demo: it is odd, still so after 60 s; ");
  session.waitsFor = undefined;
  await expect(send(plan, session)).rejects.toThrow(
    "the time was up before 10.0.0.101 could be assigned, after 60 s; ",
  );
});

it("takes a defect for no refusal", async () => {
  const defect = new TypeError("no function");
  const session = aSession({ api: { writer: { assign: () => Promise.reject(defect) } } });
  await expect(send(plan, session)).rejects.toBe(defect);
  expect(session.journal.assign.get("10.0.0.101")).toBe("refused");
});
