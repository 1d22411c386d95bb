"""One owner per data folder, between real processes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from assistant.owner import CARD, announce, owned, owner_of


def test_the_second_comer_finds_the_owner(tmp_path: Path) -> None:
    with owned(tmp_path) as token:
        assert token
        assert owner_of(tmp_path) is None
        announce(tmp_path, "http://127.0.0.1:7860", token)
        script = "import sys; from assistant.owner import *; from pathlib import Path\n"
        script += "with owned(Path(sys.argv[1])) as t: print(t, owner_of(Path(sys.argv[1])).url)"
        second = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert second.stdout.split() == ["None", "http://127.0.0.1:7860"]
        owner = owner_of(tmp_path)
        assert owner is not None
        assert (owner.token, owner.pid) == (token, os.getpid())


def test_the_secret_is_readable_by_its_person_alone(tmp_path: Path) -> None:
    with owned(tmp_path) as token:
        announce(tmp_path, "http://127.0.0.1:1", token or "")
        assert stat.S_IMODE((tmp_path / CARD).stat().st_mode) == 0o600


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with owned(tmp_path) as first:
        announce(tmp_path, "http://127.0.0.1:1", first or "")
    assert owner_of(tmp_path) is None
    with owned(tmp_path) as second:
        assert second
        assert second != first


def test_a_killed_owner_does_not_lock_the_folder(tmp_path: Path) -> None:
    script = "import os, sys; from assistant.owner import *; from pathlib import Path\n"
    script += "c = owned(Path(sys.argv[1])); t = c.__enter__()\n"
    script += "announce(Path(sys.argv[1]), 'http://127.0.0.1:1', t); os._exit(9)"
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert owner_of(tmp_path) is not None
    with owned(tmp_path) as token:
        assert token
