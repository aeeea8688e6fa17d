import { eniApiContract } from "./eni-api.suite";
import { isRemote, openTarget } from "./targets";

// the SDK must not ask a metadata service for credentials that it has
process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";

if (isRemote) jest.setTimeout(120_000);

describe(`the API of ${isRemote ? "a real account" : "the emulator"}`, () => {
  eniApiContract(openTarget);
});
