const { SecondaryPrivateIps } = require("pulumi-alicloud-secondary-ips");

for (const [name, args] of Object.entries(require("./declared.json"))) new SecondaryPrivateIps(name, args);
