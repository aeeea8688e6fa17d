"""The calls that stdin names, through alibabacloud_ecs20140526; one line of JSON for each answer.

A call is {"action", "parameters"}, with the names of the wire.
"""

import json
import re
import sys

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.utils_models import Config

endpoint, key_id, key_secret, token = sys.argv[1:5]
client = Client(
    Config(
        access_key_id=key_id,
        access_key_secret=key_secret,
        security_token=token or None,
        endpoint=endpoint,
        protocol="HTTP",
        region_id="cn-hangzhou",
    )
)


def answer(action, parameters):
    request = getattr(models, f"{action}Request")()
    request.from_map({"RegionId": "cn-hangzhou", **parameters})
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower().replace("v_switches", "vswitches")
    try:
        return getattr(client, method)(request).body.to_map()
    except Exception as error:  # the SDK has no class of its own for what the service answers
        if not hasattr(error, "status_code"):
            raise
        return {"Code": error.code, "HttpStatus": error.status_code}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(answer(asked["action"], asked["parameters"])), flush=True)
