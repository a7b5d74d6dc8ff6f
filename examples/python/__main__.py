"""A key for each team on the cloud that it works on, and one that signs tokens."""

import pulumi
import pulumi_cmk as cmk

TEAMS = {
    "orders": cmk.Cloud.ALIBABA,
    "search": cmk.Cloud.ALIBABA,
    "invoices": cmk.Cloud.TENCENT,
}


def team_key(team: str, cloud: cmk.Cloud) -> cmk.Cmk:
    return cmk.Cmk(
        team,
        cloud=cloud,
        description=f"Encrypts the data of team {team}",
        rotation=cmk.RotationArgs(interval="180d"),
        tags={"team": team},
    )


keys = {team: team_key(team, cloud) for team, cloud in TEAMS.items()}

tokens = cmk.Cmk(
    "tokens",
    cloud=cmk.Cloud.ALIBABA,
    spec=cmk.Spec.RSA3072,
    usage=cmk.Usage.SIGN_VERIFY,
    description="Signs access tokens",
)

pulumi.export("key_ids", {team: key.key_id for team, key in keys.items()})
pulumi.export(
    "tokens_public_key",
    cmk.get_public_key_output(id=tokens.id).public_key_pem,
)
