"""moto's server, taking every request for one by TLS: it knows no conditions of policies, and the bucket's policy
denies what does not come by TLS, so that moto would deny everything."""

from moto.iam.access_control import IAMPolicyStatement, PermissionResult
from moto.server import main

judge = IAMPolicyStatement.is_action_permitted


def judge_as_tls(self, *args, **kwargs):
    if "aws:SecureTransport" in self._statement.get("Condition", {}).get("Bool", {}):
        return PermissionResult.NEUTRAL
    return judge(self, *args, **kwargs)


IAMPolicyStatement.is_action_permitted = judge_as_tls
main()
