// The same resources, whose provider does nothing but wait.
const pulumi = require("@pulumi/pulumi");

// goes into the state of each resource, so it is as long as the text of ours
const PROVIDER = 'exports.handler = () => require("./the-provider-which-does-nothing.mts").hooks;';

for (const [name, { networkInterfaceId, privateIpAddresses }] of Object.entries(require("./declared.json"))) {
  const set = Object.fromEntries(privateIpAddresses.map((address) => [address, "declared"]));
  const inputs = { networkInterfaceId, privateIpAddresses: set, __provider: PROVIDER };
  new pulumi.CustomResource("pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps", name, inputs);
}
