import type * as pulumi from "@pulumi/pulumi";
import type * as runtime from "./runtime";

type Runtime = typeof runtime;

/**
 * The only code that Pulumi serializes into users' state. Each hook finds the installed package by name when it is
 * called, so the state holds no logic, no credentials and no paths, and upgrading the package is enough to change
 * what refresh and destroy do. The text is reviewed: a test keeps it as a snapshot.
 */
export const shim: pulumi.dynamic.ResourceProvider = {
  configure: (request) =>
    (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.configure(request),
  check: (olds, news) =>
    (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.check(olds, news),
  diff: (id, olds, news) =>
    (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.diff(id, olds, news),
  create: (inputs) => (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.create(inputs),
  update: (id, olds, news) =>
    (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.update(id, olds, news),
  read: (id, properties) =>
    (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.read(id, properties),
  delete: (id, properties) =>
    (require("pulumi-alicloud-secondary-ips/runtime") as Runtime).hooks.delete(id, properties),
};
