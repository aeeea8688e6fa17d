"""The calls that stdin names, through aliyunsdkecs; one line of JSON for each answer.

A call is {"action", "parameters"}: a list is a repeat list, a list of objects one of structures.
"""

import importlib
import json
import sys

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient

endpoint, key_id, key_secret, token = sys.argv[1:5]
credential = StsTokenCredential(key_id, key_secret, token) if token else AccessKeyCredential(key_id, key_secret)
client = AcsClient(region_id="cn-hangzhou", credential=credential, timeout=20)


def request_of(action, parameters):
    module = importlib.import_module(f"aliyunsdkecs.request.v20140526.{action}Request")
    request = getattr(module, f"{action}Request")()
    for name, value in parameters.items():
        setter = f"set_{name}s" if isinstance(value, list) else f"set_{name}"
        if hasattr(request, setter) and name != "Permissions":
            getattr(request, setter)(value)
            continue
        # a list of structures that this SDK knows only in the older, flat form
        for index, item in enumerate(value):
            for field, text in item.items():
                request.add_query_param(f"{name}.{index + 1}.{field}", text)
    request.set_endpoint(endpoint)
    request.set_protocol_type("http")
    return request


def answer(action, parameters):
    try:
        return json.loads(client.do_action_with_exception(request_of(action, parameters)))
    except ServerException as error:
        return {"Code": error.get_error_code(), "HttpStatus": error.get_http_status()}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(answer(asked["action"], asked["parameters"])), flush=True)
