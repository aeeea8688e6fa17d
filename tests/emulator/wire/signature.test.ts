import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatorPerTest, expectRefusal, region } from "../helpers";
import { call, layouts, send, signedRequest, type Layout } from "../client";
import { defaultAccessKey, type AccessKey, type Emulator } from "../../../provider/emulator";

const start = emulatorPerTest();
const temporaryKey: AccessKey = {
  accessKeyId: "STS.key",
  accessKeySecret: "sts secret/&+",
  securityToken: "to/ken+=&",
};
const describeAll = (emulator: Emulator, signing: Parameters<typeof call>[3]) =>
  call(emulator, "DescribeNetworkInterfaces", region, signing);

describe.each(layouts)("signed as %s", (layout) => {
  test("a call is accepted, and its list parameters arrive", async () => {
    const emulator = await start();
    const parameters = {
      ...region,
      NetworkInterfaceId: "eni-demo",
      "PrivateIpAddress.1": "10.0.0.100",
      "PrivateIpAddress.2": "10.0.0.101",
    };
    expect((await call(emulator, "AssignPrivateIpAddresses", parameters, { layout })).status).toBe(200);
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100", "10.0.0.101"]);
  });

  test("special characters and other scripts survive", async () => {
    const emulator = await start();
    const Description = "a b+c%20&=/?#[]@!$'()*,;:~-_. äß 弹性网卡 🙂\n\t\"\\";
    const parameters = { ...region, VSwitchId: "vsw-demo", SecurityGroupId: "sg-demo", Description };
    const reply = await call(emulator, "CreateNetworkInterface", parameters, { layout });
    expect(reply.status).toBe(200);
    expect(emulator.networkInterface(reply.json["NetworkInterfaceId"] as string)?.description).toBe(
      Description,
    );
  });

  test("a wrong secret is refused, and nothing is done", async () => {
    const emulator = await start();
    const key = { ...defaultAccessKey, accessKeySecret: "wrong" };
    const parameters = { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": "10.0.0.100" };
    const reply = await call(emulator, "AssignPrivateIpAddresses", parameters, { layout, key });
    expectRefusal(reply, 400, "SignatureDoesNotMatch");
    // SDKs compare what follows the colon with what they have signed
    expect(reply.json["Message"]).toMatch(
      /^Specified signature is not matched with our calculation\. server string to sign is:((GET|POST)&%2F&|ACS3-HMAC-SHA256\n)/,
    );
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  });

  test("an unknown key is refused", async () => {
    const emulator = await start();
    const key = { accessKeyId: "somebody", accessKeySecret: "x" };
    const message = "Specified access key is not found.";
    expectRefusal(await describeAll(emulator, { layout, key }), 404, "InvalidAccessKeyId.NotFound", message);
  });

  test("a temporary key is accepted with its token only", async () => {
    const emulator = await start({ accessKeys: [defaultAccessKey, temporaryKey] });
    const { securityToken: _, ...withoutToken } = temporaryKey;
    expect((await describeAll(emulator, { layout, key: temporaryKey })).status).toBe(200);
    expectRefusal(await describeAll(emulator, { layout, key: withoutToken }), 400, "MissingSecurityToken");
    const wrong = { ...temporaryKey, securityToken: "another" };
    expectRefusal(
      await describeAll(emulator, { layout, key: wrong }),
      400,
      "InvalidSecurityToken.MismatchWithAccessKey",
    );
    const superfluous = { ...defaultAccessKey, securityToken: "some" };
    const reply = await describeAll(emulator, { layout, key: superfluous });
    expectRefusal(reply, 400, "InvalidSecurityToken.MismatchWithAccessKey");
  });

  test("a clock that is off by more than 15 minutes is refused, by 14 it is not", async () => {
    const emulator = await start();
    const minutes = (offset: number) => new Date(Date.now() + offset * 60_000);
    for (const offset of [-16, 16]) {
      const message = "Specified time stamp or date value is expired.";
      expectRefusal(
        await describeAll(emulator, { layout, date: minutes(offset) }),
        400,
        "InvalidTimeStamp.Expired",
        message,
      );
    }
    for (const offset of [-14, 14]) {
      expect((await describeAll(emulator, { layout, date: minutes(offset) })).status).toBe(200);
    }
  });

  test("a nonce works once", async () => {
    const emulator = await start();
    const signing = { layout, nonce: "only-once" };
    expect((await describeAll(emulator, signing)).status).toBe(200);
    const message = "Specified signature nonce was used already.";
    expectRefusal(await describeAll(emulator, signing), 400, "SignatureNonceUsed", message);
  });

  test("a parameter that was changed on the way is refused", async () => {
    const emulator = await start();
    const signed = signedRequest(layout, emulator.endpoint, "DescribeNetworkInterfaces", region);
    const forge = (text: string) => text.replace("cn-hangzhou", "cn-beijing");
    const forged = { ...signed, path: forge(signed.path), body: forge(signed.body) };
    expectRefusal(await send(emulator.url, forged), 400, "SignatureDoesNotMatch");
  });
});

test("a nonce is forgotten only when its timestamp is long expired", async () => {
  let now = Date.now();
  const emulator = await start({ clock: () => now });
  const signing = () => ({ nonce: "again", date: new Date(now) });
  expect((await describeAll(emulator, signing())).status).toBe(200);
  now += 29 * 60_000;
  expectRefusal(await describeAll(emulator, signing()), 400, "SignatureNonceUsed");
  now += 2 * 60_000;
  expect((await describeAll(emulator, signing())).status).toBe(200);
});

test("a refused signature does not use up its nonce", async () => {
  const emulator = await start();
  const key = { ...defaultAccessKey, accessKeySecret: "wrong" };
  expectRefusal(await describeAll(emulator, { nonce: "n", key }), 400, "SignatureDoesNotMatch");
  expect((await describeAll(emulator, { nonce: "n" })).status).toBe(200);
});

test("a call that is not signed is refused", async () => {
  const emulator = await start();
  const path = "/?Action=DescribeNetworkInterfaces&Version=2014-05-26&RegionId=cn-hangzhou";
  const reply = await send(emulator.url, {
    method: "GET",
    path,
    headers: { host: emulator.endpoint },
    body: "",
  });
  expectRefusal(
    reply,
    400,
    "MissingParameter",
    'The input parameter "AccessKeyId" that is mandatory for processing this request is not supplied.',
  );
});

test.each(["SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "AccessKeyId"])(
  "V1 without %s is refused",
  async (name) => {
    const emulator = await start();
    const reply = await describeAll(emulator, { overrides: { [name]: undefined } });
    expectRefusal(reply, 400, "MissingParameter");
    expect(reply.json["Message"]).toContain(`"${name}"`);
  },
);

test("V1 without a signature is refused", async () => {
  const emulator = await start();
  const signed = signedRequest("V1 GET query", emulator.endpoint, "DescribeNetworkInterfaces", region);
  const path = signed.path.replace(/Signature=[^&]*&/, "");
  const reply = await send(emulator.url, { ...signed, path });
  expectRefusal(reply, 400, "MissingParameter");
  expect(reply.json["Message"]).toContain('"Signature"');
});

test.each([{ SignatureMethod: "HMAC-SHA256" }, { SignatureVersion: "2.0" }])(
  "V1 with %p is refused",
  async (overrides) => {
    const emulator = await start();
    expectRefusal(await describeAll(emulator, { overrides }), 400, "InvalidSignatureMethod");
  },
);

test.each<[Layout, string]>([
  ["V1 POST query", "Timestamp"],
  ["ACS3 POST query", "x-acs-date"],
])("%s with a time in another form is refused", async (layout, name) => {
  const emulator = await start();
  for (const time of ["yesterday", "2026-13-01T00:00:00Z", new Date().toUTCString()]) {
    expectRefusal(
      await describeAll(emulator, { layout, overrides: { [name]: time } }),
      400,
      "InvalidTimeStamp.Format",
    );
  }
});

describe("ACS3", () => {
  const layout = "ACS3 POST query";
  const signed = (emulator: Emulator) =>
    signedRequest(layout, emulator.endpoint, "DescribeNetworkInterfaces", region, { key: temporaryKey });
  const accessKeys = [temporaryKey];

  test.each([
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
    "x-acs-security-token",
  ])("%s must be among the signed headers", async (name) => {
    const emulator = await start({ accessKeys });
    const request = signed(emulator);
    const authorization = request.headers["authorization"]?.replace(new RegExp(`${name};?`), "") ?? "";
    const reply = await send(emulator.url, { ...request, headers: { ...request.headers, authorization } });
    expectRefusal(reply, 400, "IncompleteSignature");
    expect(reply.json["Recommend"]).toBe(`${name} must be signed`);
  });

  test("a missing header is named", async () => {
    const emulator = await start();
    const reply = await describeAll(emulator, { layout, overrides: { "x-acs-signature-nonce": undefined } });
    expectRefusal(reply, 400, "MissingParameter");
    expect(reply.json["Message"]).toContain("x-acs-signature-nonce");
  });

  test("a body other than the signed one is refused", async () => {
    const emulator = await start({ accessKeys });
    const request = { ...signed(emulator), body: "NetworkInterfaceId.1=eni-demo" };
    expectRefusal(await send(emulator.url, request), 400, "SignatureDoesNotMatch");
  });

  test("a signature for another host is refused", async () => {
    const emulator = await start({ accessKeys });
    const request = signed(emulator);
    const reply = await send(emulator.url, {
      ...request,
      headers: { ...request.headers, host: "localhost" },
    });
    expectRefusal(reply, 400, "SignatureDoesNotMatch");
  });

  test.each([
    "ACS3-HMAC-SHA256 ",
    "ACS3-HMAC-SHA256 Credential=a,Signature=b",
    "Bearer abc",
    "ACS3-HMAC-SM3 x",
  ])("the authorization %p is incomplete", async (authorization) => {
    const emulator = await start({ accessKeys });
    const request = signed(emulator);
    const reply = await send(emulator.url, { ...request, headers: { ...request.headers, authorization } });
    expectRefusal(reply, 400, "IncompleteSignature");
  });
});

test("neither the log nor the state file ever holds a secret, a token or a signature", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-secrets-"));
  const stateFile = join(folder, "state.json");
  const emulator = await start({ accessKeys: [temporaryKey], stateFile });
  for (const layout of layouts)
    await describeAll(emulator, { layout, key: temporaryKey, nonce: `nonce-${layout}` });
  const log = emulator.calls();
  const target = { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": "10.0.0.100" };
  const assigned = await call(
    emulator,
    "AssignPrivateIpAddresses",
    { ...target, ClientToken: "t" },
    { key: temporaryKey },
  );
  expect(assigned.status).toBe(200);
  const state = readFileSync(stateFile, "utf8");
  rmSync(folder, { recursive: true });
  expect(state).toContain("10.0.0.100");
  const text = JSON.stringify(emulator.calls()) + state;
  for (const secret of ["STS.key", "sts secret", "to/ken", "nonce-", "Signature", "HMAC"])
    expect(text).not.toContain(secret);
  expect(log.map(({ parameters }) => parameters)).toEqual(layouts.map(() => region));
});
