import { ApiError } from "../../provider/core/errors";
import { explainRefusal, namedIn, refusalOf } from "../../provider/core/explain";

const subject = {
  networkInterfaceId: "eni-demo",
  regionId: "cn-hangzhou",
  vSwitchId: "vsw-demo",
  addresses: ["10.0.0.101", "10.0.0.254"],
};

function answer(code: string, message: string, requestId: string | null = "R-1"): ApiError {
  return new ApiError("AssignPrivateIpAddresses", code, message, {
    outcomeUnknown: false,
    requestId: requestId ?? undefined,
  });
}

it("names every address outside the CIDR block and every reserved one, though the cloud names one", () => {
  const error = answer(
    "InvalidVSwitchId.IpInvalid",
    'The specified IpAddress "10.1.0.5" is not valid in VSwitch CIDR block "10.0.0.0/24".',
  );
  expect(
    explainRefusal(error, { ...subject, addresses: ["10.0.0.101", "10.0.0.254", "10.1.0.5", "10.1.0.6"] }),
  ).toEqual([
    "10.1.0.5 is outside 10.0.0.0/24, the CIDR block of vSwitch vsw-demo; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R-1]",
    "10.1.0.6 is outside 10.0.0.0/24, the CIDR block of vSwitch vsw-demo; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R-1]",
    "10.0.0.254 is reserved: the first and the last three addresses of 10.0.0.0/24 (vSwitch vsw-demo) are the system's; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R-1]",
  ]);
});

it("reads a CIDR block of many digits", () => {
  const error = answer("InvalidVSwitchId.IpInvalid", 'not valid in CIDR block "172.160.120.128/25".');
  const addresses = ["172.160.120.127", "172.160.120.130"];
  expect(explainRefusal(error, { ...subject, addresses })).toEqual([
    "172.160.120.127 is outside 172.160.120.128/25, the CIDR block of vSwitch vsw-demo; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R-1]",
  ]);
});

it("makes do without a CIDR block in the cloud's message", () => {
  expect(explainRefusal(answer("InvalidVSwitchId.IpInvalid", "not valid"), subject)).toEqual([
    "10.0.0.101, 10.0.0.254 cannot be used in vSwitch vsw-demo; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R-1]",
  ]);
});

it("keeps the refusal even when the block shows no address to be wrong", () => {
  const error = answer("InvalidVSwitchId.IpInvalid", 'is not valid in VSwitch CIDR block "10.0.0.0/24".');
  expect(explainRefusal(error, { ...subject, addresses: ["10.0.0.101"], vSwitchId: undefined })[0]).toMatch(
    /^10\.0\.0\.101 cannot be used in vSwitch of the ENI;/,
  );
});

it("names the holder of a taken address", () => {
  const holders = new Map([["10.0.0.101", { networkInterfaceId: "eni-spare", isDeclaredThere: false }]]);
  expect(explainRefusal(answer("InvalidIp.IpAssigned", ""), { ...subject, holders })).toEqual([
    "10.0.0.101 is held by ENI eni-spare; declare another address, or unassign it there first; if a resource of this stack gives it up, apply that first: run `pulumi up` without the address here, then with it, or let this one `dependsOn` that one [InvalidIp.IpAssigned, request id R-1]",
  ]);
});

it.each(["InvalidIp.IpAssigned", "InvalidPrivateIpAddress.Duplicated"])(
  "takes %s for an address in use",
  (code) => {
    expect(
      explainRefusal(answer(code, "172.160.120.254 is in use."), {
        ...subject,
        addresses: ["172.160.120.254", "10.0.0.1"],
      }),
    ).toEqual([
      `172.160.120.254 is already in use in the vSwitch; declare another address, or unassign it there first [${code}, request id R-1]`,
    ]);
  },
);

it("names the address in use where no holder is found", () => {
  expect(explainRefusal(answer("InvalidIp.IpAssigned", 'The IP "10.0.0.254" is in use.'), subject)).toEqual([
    "10.0.0.254 is already in use in the vSwitch; declare another address, or unassign it there first [InvalidIp.IpAssigned, request id R-1]",
  ]);
});

it("names ENI and region when the ENI is not there", () => {
  expect(explainRefusal(answer("InvalidEniId.NotFound", ""), subject)).toEqual([
    "it was not found in region cn-hangzhou; check networkInterfaceId and regionId [InvalidEniId.NotFound, request id R-1]",
  ]);
});

it("says what did not answer", () => {
  expect(explainRefusal(answer("NoReply", "connect ECONNREFUSED 127.0.0.1:1", null), subject)).toEqual([
    "no answer to AssignPrivateIpAddresses: connect ECONNREFUSED 127.0.0.1:1; check the network, alicloud:endpoints and alicloud:protocol",
  ]);
});

it("says what was not answered in time", () => {
  expect(explainRefusal(answer("TimeIsUp", "it was throttled for 7 s", null), subject)).toEqual([
    "no answer to AssignPrivateIpAddresses: it was throttled for 7 s; run `pulumi up` again in some minutes, or raise timeoutSeconds",
  ]);
});

it("says for how long it was throttled, where that was all of the time", () => {
  expect(explainRefusal(answer("Throttling.User", "Too many. Wait."), { ...subject, seconds: 120 })).toEqual([
    "AssignPrivateIpAddresses of 10.0.0.101, 10.0.0.254 was throttled for 120 s: Too many. Wait; " +
      "run `pulumi up` again in some minutes, or raise timeoutSeconds [Throttling.User, request id R-1]",
  ]);
});

it("keeps the name of a document in what to do", () => {
  expect(explainRefusal(answer("Forbidden.RAM", "No."), { ...subject, addresses: [] })).toEqual([
    "AssignPrivateIpAddresses was refused: No; allow ecs:AssignPrivateIpAddresses to the RAM user or role (docs/credentials.md) [Forbidden.RAM, request id R-1]",
  ]);
});

it("makes an error of it, with the ENI in front, which says whether it lies in the settings", () => {
  const text = "ENI eni-demo: AssignPrivateIpAddresses of 10.0.0.101, 10.0.0.254 was refused: No; ";
  const keys = refusalOf(answer("SignatureDoesNotMatch", "No."), subject);
  expect([keys.message.startsWith(text), keys.lies]).toEqual([true, "in settings"]);
  const denied = refusalOf(answer("Forbidden.RAM", "No."), subject);
  expect([denied.message.startsWith(text), denied.lies]).toEqual([true, undefined]);
});

it("passes on the cloud's own words for codes that it does not know", () => {
  expect(explainRefusal(answer("Strange.New", "Something new."), { ...subject, addresses: [] })).toEqual([
    "AssignPrivateIpAddresses was refused: Something new [Strange.New, request id R-1]",
  ]);
  expect(explainRefusal(answer("Strange.New", "Something new.", null), subject)).toEqual([
    "AssignPrivateIpAddresses of 10.0.0.101, 10.0.0.254 was refused: Something new [Strange.New]",
  ]);
});

it("reads the addresses that a message names, but no CIDR block, and only those of the call", () => {
  const error = answer("X", "10.0.0.254 and 10.9.9.9 in 10.0.0.101/32");
  expect(namedIn(error, subject.addresses)).toEqual(["10.0.0.254"]);
});
