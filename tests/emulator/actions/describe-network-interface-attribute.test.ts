import { call } from "../client";
import { assign, emulatorPerTest, region } from "../helpers";

const start = emulatorPerTest();

test("the attributes of one interface come flat", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const reply = await call(emulator, "DescribeNetworkInterfaceAttribute", {
    ...region,
    NetworkInterfaceId: "eni-demo",
  });
  expect(reply.json).toMatchObject({
    NetworkInterfaceId: "eni-demo",
    Status: "InUse",
    Attachment: { InstanceId: "i-demo", MemberNetworkInterfaceIds: { MemberNetworkInterfaceId: [] } },
    PrivateIpSets: { PrivateIpSet: [{ Primary: true }, { PrivateIpAddress: "10.0.0.100", Primary: false }] },
    NetworkInterfaceTrafficConfig: { NetworkInterfaceTrafficMode: "Standard" },
  });
});
