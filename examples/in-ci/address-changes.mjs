// Which addresses come and go with a change, one line for each: for a comment on a pull request, or for a rule about it.
//
//   pulumi preview --json | node address-changes.mjs
//
// The JSON has no details of what a dynamic resource changes (`detailedDiff` is null), but its inputs of before and after.
import { text } from "node:stream/consumers";

const TYPE = "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps";
const typeOf = (urn) => urn.split("::")[2].split("$").at(-1);
const nameOf = (urn) => urn.split("::").slice(3).join("::");

// with --show-replacement-steps these say once more what "replace" says
const HALVES = ["create-replacement", "delete-replaced"];

const { steps = [], diagnostics = [] } = JSON.parse(await text(process.stdin));
const errors = diagnostics.filter(({ severity }) => severity === "error");
for (const { message } of errors) console.error(message);
if (errors.length > 0) process.exit(1);

for (const { op, urn, oldState, newState } of steps) {
  if (typeOf(urn) !== TYPE || HALVES.includes(op)) continue;
  const before = addresses(oldState?.inputs);
  const after = addresses(newState?.inputs);
  if (before === undefined || after === undefined) {
    console.log(`? the addresses of ${nameOf(urn)} are secret, or not known yet`);
    continue;
  }
  for (const gone of before.filter((address) => !after.includes(address)))
    console.log(`- ${gone} (${nameOf(urn)})`);
  for (const come of after.filter((address) => !before.includes(address)))
    console.log(`+ ${come} (${nameOf(urn)})`);
}

/** In inputs they are a map keyed by address; what is secret or unknown is one text instead. */
function addresses({ networkInterfaceId, privateIpAddresses = {} } = {}) {
  if (typeof privateIpAddresses === "string") return undefined;
  return Object.keys(privateIpAddresses).map((address) => `${address} of ${networkInterfaceId}`);
}
