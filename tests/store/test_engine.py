"""What the engine keeps to itself."""

import pytest

from requests_db.store.unit_of_work import make_engine


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "postgresql+asyncpg://localhost/none"])
def test_parameters_of_statements_reach_no_log(url: str) -> None:
    assert make_engine(url).sync_engine.hide_parameters
