"""Assign, describe and unassign through the vendor's own Python SDK; prints what each call answered."""

import json
import sys

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.AssignPrivateIpAddressesRequest import AssignPrivateIpAddressesRequest
from aliyunsdkecs.request.v20140526.DescribeNetworkInterfacesRequest import DescribeNetworkInterfacesRequest
from aliyunsdkecs.request.v20140526.UnassignPrivateIpAddressesRequest import UnassignPrivateIpAddressesRequest

endpoint, key_id, key_secret, interface_id, token = sys.argv[1:6]
addresses = sys.argv[6:]

credential = StsTokenCredential(key_id, key_secret, token) if token else AccessKeyCredential(key_id, key_secret)
client = AcsClient(region_id="cn-hangzhou", credential=credential, timeout=20)


def call(request):
    request.set_endpoint(endpoint)
    request.set_protocol_type("http")
    try:
        return json.loads(client.do_action_with_exception(request))
    except ServerException as error:
        return {"Code": error.get_error_code(), "HttpStatus": error.get_http_status()}


assign = AssignPrivateIpAddressesRequest()
assign.set_NetworkInterfaceId(interface_id)
assign.set_PrivateIpAddresss(addresses)

describe = DescribeNetworkInterfacesRequest()
describe.set_NetworkInterfaceIds([interface_id])

unassign = UnassignPrivateIpAddressesRequest()
unassign.set_NetworkInterfaceId(interface_id)
unassign.set_PrivateIpAddresss(addresses)

print(json.dumps([call(request) for request in (assign, describe, unassign, unassign)]))
