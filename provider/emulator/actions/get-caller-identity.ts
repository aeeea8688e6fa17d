import { defineAction, sts } from "./define-action";

/**
 * `[STS API reference]`: the account of the key that signs; `@pulumi/alicloud` asks before its first call. Not
 * confirmed on a real account.
 */
export const getCallerIdentity = defineAction({
  name: "GetCallerIdentity",
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
