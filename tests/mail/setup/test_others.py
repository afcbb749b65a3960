"""Trying chats and webhooks: what works, what doesn't, and that nothing is sent."""

import base64
import json
import time
from pathlib import Path

from tests.conftest import DeskInFiles
from tests.webhooks.server import serving

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()


def test_each_is_tried_and_nobody_is_told(desk: DeskInFiles) -> None:
    desk.write(
        "tix.yaml",
        "format: 1\npeople:\n- {name: Bob, mail: bob@example.org, notify: bob-phone}\n"
        "- {name: Cleo, mail: cleo@example.org, notify: nowhere}\n",
    )
    place = Path(desk.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    place.parent.mkdir(parents=True, exist_ok=True)
    with serving() as hooks:
        hook = f"secret: {SECRET}, private: yes"
        place.write_text(
            f"format: 1\ndesks:\n- desk: {desk.root}\n"
            f"  channels: {{bob-phone: 'ntfy://127.0.0.1:{hooks.port}/x', odd: hunter2}}\n"
            "  webhooks:\n"
            f"  - {{name: good, url: '{hooks.url}', {hook}}}\n"
            f"  - {{name: local, url: 'https://127.0.0.1/x', secret: {SECRET}}}\n"
            f"  - {{name: open, url: 'http://127.0.0.1/x', secret: {SECRET}}}\n"
            f"  - {{name: weak, url: '{hooks.url}', secret: hunter2, private: yes}}\n"
        )
        place.chmod(0o600)
        done = desk.call("mail", "check", "--json", code=1)
        until = time.monotonic() + 5
        while not hooks.connections and time.monotonic() < until:
            time.sleep(0.02)
        assert (hooks.taken, hooks.paths, hooks.connections) == ([], [], 1)
    found = {each["what"]: each for each in json.loads(done.stdout)}
    good = {what for what, each in found.items() if each["ok"]}
    assert {"chat bob-phone", "webhook good"} <= good
    for what, said in (
        ("chat odd", "none that apprise knows"),
        ("chat nowhere", "Cleo wants to be told there"),
        ("webhook local", "isn't public"),
        ("webhook open", "read along"),
        ("webhook weak", "whsec_"),
    ):
        assert not found[what]["ok"]
        assert said in found[what]["said"]
    assert "hunter2" not in done.stdout + done.stderr
