import * as pulumi from "@pulumi/pulumi";
import { declareAddresses } from "./declare-addresses";

const config = new pulumi.Config();

declareAddresses(
  config.require("webhook"),
  config.require("networkInterfaceId"),
  config.requireObject<string[]>("privateIpAddresses"),
);
