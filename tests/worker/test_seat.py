"""A process has a name that no other living one bears, and its successor inherits it."""

import subprocess
import sys
from pathlib import Path

from handlers.worker.seat import a_seat

HOLD = """
import sys
from pathlib import Path
from handlers.worker.seat import a_seat
with a_seat(Path(sys.argv[1]), "all") as name:
    print(name, flush=True)
    sys.stdin.read()
"""
ROOT = Path(__file__).parents[2]


def a_holder(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def name_of(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def test_living_processes_have_different_names(tmp_path: Path) -> None:
    with a_seat(tmp_path, "all") as first, a_seat(tmp_path, "all") as second:
        assert first != second


def test_the_successor_of_a_killed_process_bears_its_name(tmp_path: Path) -> None:
    holder = a_holder(tmp_path)
    name = name_of(holder)
    with a_seat(tmp_path, "all") as other:
        assert other != name
    holder.kill()
    holder.communicate()

    with a_seat(tmp_path, "all") as successor:
        assert successor == name


def test_a_seat_is_of_one_role_so_that_the_order_of_starts_does_not_matter(tmp_path: Path) -> None:
    with a_seat(tmp_path, "web"), a_seat(tmp_path, "worker") as first:
        pass
    with a_seat(tmp_path, "worker") as again:
        assert again == first


def test_folders_of_two_machines_never_give_the_same_name(tmp_path: Path) -> None:
    with a_seat(tmp_path / "one", "all") as one, a_seat(tmp_path / "other", "all") as other:
        assert one != other
        assert max(len(one), len(other)) <= 80
