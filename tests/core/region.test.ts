import { isRegionId } from "../../provider/core/region";

it.each(["cn-hangzhou", "us-west-1", "cn-shanghai-finance-1"])("takes %s for a region", (text) => {
  expect(isRegionId(text)).toBe(true);
});

it.each([
  "",
  "evil.example/",
  "cn-hangzhou@evil",
  "CN-HANGZHOU",
  "cn hangzhou",
  "cn-hangzhou\n",
  "cn_hangzhou",
])("does not take %j for one: it would become part of a host name", (text) => {
  expect(isRegionId(text)).toBe(false);
});
