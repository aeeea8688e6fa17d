/**
 * The only code that goes into users' state, as the property `__provider` of each resource. Pulumi's provider host
 * loads the text and asks `handler()` for the hooks; it finds the installed package by its name, from the project's
 * directory. So the state holds no logic, no credentials and no paths, and upgrading the package is enough to change
 * what refresh and destroy do.
 *
 * Never edit the text: every state file in the field has it. Why it is written by hand and not serialized by Pulumi
 * from functions: decisions/0002-constant-shim.md.
 */
export const SHIM = 'exports.handler = () => require("pulumi-alicloud-secondary-ips/runtime").hooks;';
