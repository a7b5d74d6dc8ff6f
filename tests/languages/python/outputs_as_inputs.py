"""Passes each output of a key on as the input of its name."""

import pulumi
import pulumi_cmk as cmk

first = cmk.Cmk("first", cloud="alibaba", spec="RSA_2048")
second = cmk.Cmk(
    "second",
    cloud=first.cloud,
    region=first.region,
    spec=first.spec,
    usage=first.usage,
    origin=first.origin,
    protection_level=first.protection_level,
    deletion_policy=first.deletion_policy,
)
found = cmk.get_cmk_output(cloud=first.cloud, key_id=first.key_id)
third = cmk.Cmk(
    "third",
    cloud=found.cloud,
    spec=found.spec,
    usage=found.usage,
    origin=found.origin,
)
pulumi.export("usages", [second.usage, third.usage])
