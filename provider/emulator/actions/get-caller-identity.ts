import { defineAction, sts } from "./define-action";

export const getCallerIdentity = defineAction({
  name: "GetCallerIdentity",
  source: "STS API reference",
  about: "The account of the key that signs; `@pulumi/alicloud` asks before its first call.",
  versions: [sts],
  parameters: {},
  run: (_, { store }) => ({
    IdentityType: "Account",
    AccountId: store.accountId,
    PrincipalId: store.accountId,
    UserId: store.accountId,
    Arn: `acs:ram::${store.accountId}:root`,
  }),
});
