/**
 * Whether the text can be a region's id, for example `cn-hangzhou` or `us-west-1`. It becomes part of the host name that
 * requests are sent to (`ecs.<region>.aliyuncs.com`), so nothing else may pass.
 */
export function isRegionId(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text);
}
