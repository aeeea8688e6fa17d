import { emulatorPerTest, expectRefusal, region } from "../helpers";
import { call } from "../client";

const start = emulatorPerTest();

test("calls above the limit of a minute are throttled until the next minute, each action by itself", async () => {
  let now = Math.ceil(Date.now() / 60_000) * 60_000;
  const emulator = await start({ callsPerMinute: { AssignPrivateIpAddresses: 2 }, clock: () => now });
  const date = () => ({ date: new Date(now) });
  const attempt = (address: string) =>
    call(
      emulator,
      "AssignPrivateIpAddresses",
      { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": address },
      date(),
    );
  expect((await attempt("10.0.0.100")).status).toBe(200);
  expect((await attempt("10.0.0.101")).status).toBe(200);
  now += 59_999;
  const message = "Request was denied due to user flow control.";
  expectRefusal(await attempt("10.0.0.102"), 400, "Throttling.User", message);
  expect((await call(emulator, "DescribeNetworkInterfaces", region, date())).status).toBe(200);
  now += 1;
  expect((await attempt("10.0.0.102")).status).toBe(200);
});
