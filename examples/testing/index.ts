import * as pulumi from "@pulumi/pulumi";
import { declareWebAddresses } from "./web-addresses";

const config = new pulumi.Config();
const web = declareWebAddresses(config.require("networkInterfaceId"), config.getNumber("count") ?? 2);

export const unassigned = web.lastUnassigned;
