"""What `helm test` asks of a release: Sender answers for its tenant, and refuses another one."""

import json
import os
import sys
import urllib.error
import urllib.request

TARGET = os.environ["TARGET_HOST"].rstrip("/") + "/send"
TENANT = os.environ["TENANT_ID"]


def send(body):
    """Posts a body as JSON; returns status and answer, whether that is a success or not."""
    request = urllib.request.Request(TARGET, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def check(what, holds, status, answer):
    print(f"{'ok' if holds else 'FAILED'}: {what}: {status} {json.dumps(answer)}", flush=True)
    return holds


def main():
    own = send({"request_id": "helm-test", "message": "Hello from helm test"})
    other = send({"request_id": "helm-test", "tenant_id": TENANT + "-other"})
    results = [
        check(
            f"POST /send reaches the Receiver of {TENANT}",
            own[0] == 200
            and own[1].get("tenant") == TENANT
            and own[1].get("receiver_response", {}).get("request_id") == "helm-test"
            and own[1]["receiver_response"].get("tenant_id") == TENANT,
            *own,
        ),
        check("a request for another tenant is refused", other[0] == 403, *other),
    ]
    sys.exit(0 if all(results) else 1)


main()
