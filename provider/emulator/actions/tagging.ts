// What the three actions about tags share.

/** What may have tags `[ECS SDK 7.11.6, ResourceType]`. */
export const taggedTypes = [
  ...[
    "instance",
    "disk",
    "snapshot",
    "image",
    "securitygroup",
    "volume",
    "eni",
    "ddh",
    "ddhcluster",
    "keypair",
  ],
  ...["launchtemplate", "reservedinstance", "snapshotpolicy", "elasticityassurance", "capacityreservation"],
  ...["command", "invocation", "activation", "managedinstance", "imagecomponent", "imagepipeline"],
] as const;

/** `[ECS limits, tags]` */
export const maxTagsOfResource = 20;
