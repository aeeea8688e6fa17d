/**
 * Every code this emulator can answer, in ONE table.
 *
 * `verified` says where the code, its status and its message come from. No line was ever confirmed
 * on a real account. "docs": code, HTTP status and message are published. "observed by peers": seen in the
 * code or logs of public clients. "unverified": the code is published but its message or status is not
 * (the tables print `%s`), or the rule that answers it is our reading of the documents. "own": no code of the API.
 */
type Verified = "docs" | "observed by peers" | "unverified" | "own";

export interface ErrorEntry {
  readonly httpStatus: number;
  /** `{0}`, `{1}` stand for the arguments of the error. */
  readonly message: string;
  readonly source: string;
  readonly verified: Verified;
}

const assignTable = "ECS API reference 2021-07-14, AssignPrivateIpAddresses, error table";
const unassignTable = "ECS API reference 2024-12-17, UnassignPrivateIpAddresses, error table";
const describeTable = "ECS API reference 2024-12-31, DescribeNetworkInterfaces, error table";
const texts2018 = "ECS API reference 2018, elastic network interfaces, literal messages";
const tables2018 = "ECS API reference 2018, error tables of Attach-, Detach- and DeleteNetworkInterface";
const rulesTable =
  "ECS API reference 2025-04-01, AuthorizeSecurityGroup and RevokeSecurityGroup, error tables";
const tagsTable = "ECS API reference, actions with Tag.N, error tables";
const commonTable = "Alibaba Cloud common error codes (POP gateway)";

const entry = (httpStatus: number, verified: Verified, source: string, message: string): ErrorEntry => ({
  httpStatus,
  message,
  source,
  verified,
});

export const errorTable = {
  // --- parameters ---
  MissingParameter: entry(
    400,
    "docs",
    texts2018,
    'The input parameter "{0}" that is mandatory for processing this request is not supplied.',
  ),
  InvalidParameter: entry(400, "docs", texts2018, 'the parameter(s) "{0}" provided is(are) invalid.'),
  "InvalidParameter.Conflict": entry(
    400,
    "unverified",
    unassignTable,
    'The parameters "{0}" and "{1}" cannot be specified at the same time.',
  ),
  UnsupportedParameter: entry(
    400,
    "docs",
    tables2018,
    "The parameters is unsupported. This emulator does not have {0}.",
  ),
  "InvalidEniId.Malformed": entry(
    400,
    "docs",
    unassignTable,
    'The specified parameter "EniId" is not valid.',
  ),
  "InvalidPrivateIpAddress.Malformed": entry(
    403,
    "unverified",
    unassignTable,
    'The specified private IP address "{0}" is malformed.',
  ),
  "InvalidRegionId.MalFormed": entry(
    400,
    "docs",
    describeTable,
    "The specified parameter RegionId is not valid.",
  ),
  "Forbidden.RegionId": entry(
    400,
    "unverified",
    assignTable,
    "The region {0} does not support this operation.",
  ),
  IdempotentParameterMismatch: entry(
    400,
    "docs",
    "ECS API reference, How to ensure idempotence",
    "Request uses a client token in a previous request but is not identical to that request.",
  ),
  IdempotentFailed: entry(
    400,
    "observed by peers",
    "terway 2025-11-06, adapt api code IdempotentFailed",
    "The first request with this client token failed.",
  ),

  // --- not found ---
  "InvalidEniId.NotFound": entry(404, "docs", texts2018, 'The specified EniId "{0}" is not found.'),
  "InvalidVSwitchId.NotFound": entry(404, "docs", texts2018, 'The specified VSwitchId "{0}" is not found.'),
  "InvalidInstanceId.NotFound": entry(
    404,
    "unverified",
    assignTable,
    'The specified InstanceId "{0}" is not found.',
  ),
  "InvalidResourceId.NotFound": entry(
    404,
    "unverified", // the text is that of the same action of CloudMonitor and EBS, with status 400
    "ECS API reference, TagResources",
    "The specified ResourceIds are not found in our records.",
  ),
  "InvalidEcsId.NotFound": entry(404, "docs", tables2018, "The specified EcsId is not found."),
  "InvalidSecurityGroupId.NotFound": entry(
    404,
    "docs",
    "ECS API reference, RevokeSecurityGroup, error table; the actions of interfaces say that it is not found",
    "The specified SecurityGroupId does not exist.",
  ),
  "InvalidVpcId.NotFound": entry(
    404,
    "unverified",
    "ECS API reference, CreateSecurityGroup",
    "Specified VPC does not exist.",
  ),
  "InvalidPrefixListId.NotFound": entry(
    404,
    "unverified",
    "ECS API reference, DescribePrefixListAttributes",
    "The specified prefix list was not found.",
  ),
  "InvalidIpProtocol.ValueNotSupported": entry(
    400,
    "docs",
    rulesTable,
    "The parameter {0} must be specified with case insensitive TCP, UDP, ICMP, GRE or All.",
  ),
  "InvalidPortRange.Malformed": entry(400, "docs", rulesTable, "The specified parameter PortRange must set."),
  "InvalidParam.PortRange": entry(
    400,
    "docs",
    rulesTable,
    "The specified parameter {0} is not valid. It should be two integers less than 65535 in ?/? format.",
  ),
  "InvalidPriority.ValueNotSupported": entry(
    400,
    "docs",
    rulesTable,
    "The specified parameter {0} is invalid.",
  ),
  "InvalidPolicy.Malformed": entry(400, "docs", rulesTable, "The specified parameter {0} is not valid."),
  "InvalidNicType.ValueNotSupported": entry(
    400,
    "docs",
    rulesTable,
    "The specified parameter {0} is not valid.",
  ),
  "InvalidParam.SourceCidrIp": entry(400, "docs", rulesTable, "The specified parameter {0} is not valid."),
  "InvalidParam.DestCidrIp": entry(400, "docs", rulesTable, "The specified parameter {0} is not valid."),
  "MissingParameter.Source": entry(
    400,
    "docs",
    rulesTable,
    "One of the parameters SourceCidrIp, Ipv6SourceCidrIp, SourceGroupId or SourcePrefixListId in {0} must be specified.",
  ),
  "MissingParameter.Dest": entry(
    400,
    "docs",
    rulesTable,
    "One of the parameters DestCidrIp, Ipv6DestCidrIp, DestGroupId or DestPrefixListId in {0} must be specified.",
  ),
  "InvalidParam.Permissions": entry(
    400,
    "docs",
    rulesTable,
    "The specified parameter Permissions cannot coexist with other parameters.",
  ),
  "InvalidParam.DuplicatePermissions": entry(
    400,
    "docs",
    rulesTable,
    "There are duplicate permissions in the specified parameter Permissions.",
  ),
  "InvalidSourceGroupId.NotFound": entry(
    404,
    "docs",
    rulesTable,
    "The SourceGroupId provided does not exist in our records.",
  ),
  "InvalidSourceGroupId.Mismatch": entry(
    400,
    "docs",
    rulesTable,
    "Specified security group and source group are not in the same VPC.",
  ),
  // misspelt as in the table
  "InvalidParamter.Conflict": entry(
    400,
    "docs",
    rulesTable,
    "The specified SecurityGroupId should be different from the SourceGroupId.",
  ),
  "InvalidGroupAuthParameter.OperationDenied": entry(
    400,
    "docs",
    rulesTable,
    "The security group can not authorize to enterprise level security group.",
  ),
  "InvalidParam.SecurityGroupRuleIdRepeated": entry(
    400,
    "docs",
    rulesTable,
    "The specified parameter SecurityGroupRuleId is repeated.",
  ),
  "Duplicate.TagKey": entry(400, "docs", tagsTable, "The Tag.N.Key contain duplicate key."),
  "InvalidTagKey.Malformed": entry(400, "docs", tagsTable, "The specified Tag.n.Key is not valid."),
  "InvalidTagValue.Malformed": entry(400, "docs", tagsTable, "The specified Tag.n.Value is not valid."),
  "NumberExceed.Tags": entry(400, "docs", tagsTable, "The Tags parameter number is exceed."),
  "InvalidParam.SecurityGroupRuleId": entry(
    400,
    "unverified", // the code is published, its text is not
    "ECS API reference 2024-07-08, RevokeSecurityGroup, change notes",
    "The specified parameter SecurityGroupRuleId is not valid.",
  ),
  DependencyViolation: entry(
    403,
    "unverified",
    "ECS API reference, DeleteSecurityGroup",
    "There is still instance(s) in the specified security group.",
  ),
  AuthorizationLimitExceed: entry(
    403,
    "unverified",
    "ECS API reference, AuthorizeSecurityGroup",
    "The limit of authorization records in the security group reaches.",
  ),

  // --- states ---
  "InvalidOperation.InvalidEniState": entry(
    400,
    "docs",
    texts2018,
    'The operation is not allowed in the current ENI state. Expecting status is "{0}" while current status is "{1}".',
  ),
  "InvalidOperation.InvalidEcsState": entry(
    400,
    "docs",
    tables2018,
    "The operation is not allowed in the current ECS state.",
  ),
  IncorrectInstanceStatus: entry(
    403,
    "docs",
    "ECS API reference, StartInstance and StopInstance, error table",
    "The current status of the resource does not support this operation.",
  ),
  "InvalidOperation.DetachPrimaryEniNotAllowed": entry(
    400,
    "docs",
    tables2018,
    "Detaching primary ENI from ECS instance is not allowed.",
  ),
  "InvalidOperation.EniServiceManaged": entry(
    403,
    "unverified",
    assignTable,
    'The network interface "{0}" is managed by another cloud service.',
  ),
  "InvalidOperation.InvalidEniType": entry(
    403,
    "docs",
    tables2018,
    "The operation is not allowed in the current ENI type.",
  ),
  "Operation.Conflict": entry(403, "docs", texts2018, "ecs task is conflicted."),

  // --- addresses ---
  "InvalidIp.IpRepeated": entry(403, "unverified", assignTable, 'The specified IP "{0}" is repeated.'),
  "InvalidIp.IpAssigned": entry(
    403,
    "unverified",
    assignTable,
    'The specified IP "{0}" is already assigned.',
  ),
  "InvalidPrivateIpAddress.Duplicated": entry(
    400,
    "docs",
    assignTable,
    "Specified private IP address is duplicated.",
  ),
  "InvalidIp.IpUnassigned": entry(
    403,
    "docs",
    texts2018,
    'The specified IP "{0}" is not assigned on this ENI.',
  ),
  "InvalidVSwitchId.IpInvalid": entry(
    403,
    "docs",
    texts2018,
    'The specified IpAddress "{0}" is not valid in VSwitch CIDR block "{1}".',
  ),
  "InvalidVSwitchId.IpNotEnough": entry(
    403,
    "observed by peers",
    "terway log in the ACK documents",
    'The specified VSwitch "{0}" has not enough IpAddress.',
  ),
  "QuotaExceeded.PrivateIpAddress": entry(
    400,
    "observed by peers",
    "terway pull request 720",
    "Don't have enough private IPs in this switch",
  ),

  // --- quotas and places ---
  MaxEniPrivateIpsCountExceeded: entry(
    403,
    "unverified",
    assignTable,
    "The number of secondary private IP addresses of {0} would exceed {1}.",
  ),
  "InvalidOperation.Ipv4CountExceeded": entry(
    403,
    "unverified",
    assignTable,
    "The number of private IPv4 addresses of {0} would exceed the {1} of the instance type.",
  ),
  EniPerInstanceLimitExceeded: entry(
    403,
    "docs",
    tables2018,
    "The number of ENI exceeds the limit for the type of instance you are trying to launch.",
  ),
  "InvalidOperation.AvailabilityZoneMismatch": entry(
    403,
    "unverified",
    assignTable,
    "The network interface and the instance are in different zones.",
  ),
  "InvalidOperation.VpcMismatch": entry(
    403,
    "unverified",
    assignTable,
    "The specified resources are in different VPCs.",
  ),

  // --- limits of the service ---
  Throttling: entry(400, "docs", assignTable, "Request was denied due to request throttling."),
  "Throttling.User": entry(400, "docs", commonTable, "Request was denied due to user flow control."),
  "Throttling.Api": entry(400, "docs", commonTable, "Request was denied due to api flow control."),
  InternalError: entry(
    500,
    "docs",
    commonTable,
    "The request processing has failed due to some unknown error.",
  ),
  ServiceUnavailable: entry(
    503,
    "docs",
    commonTable,
    "The request has failed due to a temporary failure of the server.",
  ),

  // --- who calls, and how ---
  "InvalidAccessKeyId.NotFound": entry(404, "docs", commonTable, "Specified access key is not found."),
  "InvalidAccessKeyId.Inactive": entry(400, "docs", commonTable, "Specified access key is disabled."),
  SignatureDoesNotMatch: entry(
    400,
    "observed by peers", // 400 on the help page, 403 in another copy of it
    "aliyun-openapi-python-sdk client.py and aliyun-sdk-go errors, which cut the message at this text",
    "Specified signature is not matched with our calculation. server string to sign is:{0}",
  ),
  IncompleteSignature: entry(
    400,
    "docs",
    commonTable,
    "The request signature does not conform to Aliyun standards.",
  ),
  InvalidSignatureMethod: entry(400, "unverified", commonTable, "Specified signature method is not valid."),
  SignatureNonceUsed: entry(400, "docs", commonTable, "Specified signature nonce was used already."),
  "InvalidTimeStamp.Expired": entry(
    400,
    "docs",
    commonTable,
    "Specified time stamp or date value is expired.",
  ),
  "InvalidTimeStamp.Format": entry(
    400,
    "docs",
    commonTable,
    "Specified time stamp or date value is not well formatted.",
  ),
  MissingSecurityToken: entry(400, "unverified", commonTable, "SecurityToken is mandatory for this action."),
  "InvalidSecurityToken.Expired": entry(400, "docs", commonTable, "Specified SecurityToken is expired."),
  "InvalidSecurityToken.Malformed": entry(400, "docs", commonTable, "Specified SecurityToken is malformed."),
  "InvalidSecurityToken.MismatchWithAccessKey": entry(
    400,
    "docs",
    commonTable,
    "Specified SecurityToken mismatch with the AccessKey.",
  ),
  "Forbidden.RAM": entry(
    403,
    "observed by peers",
    "terway errors.go",
    "User not authorized to operate on the specified resource.",
  ),
  InvalidVersion: entry(400, "docs", commonTable, "Specified parameter Version is not valid."),
  "InvalidAction.NotFound": entry(
    404,
    "docs",
    commonTable,
    "Specified api is not found, please check your url and method.",
  ),
  UnsupportedHTTPMethod: entry(400, "unverified", commonTable, "This http method is not supported."),
  // not codes of the API: web pages cannot reach the real service with keys of their own, and the gateway's own limit is unknown, ours keeps memory bounded
  ForbiddenCaller: entry(
    403,
    "own",
    "this emulator",
    "This emulator answers callers on this machine, by the host 127.0.0.1 or localhost, and no web page.",
  ),
  RequestTooLarge: entry(413, "own", "this emulator", "The request is too large."),
} satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;
