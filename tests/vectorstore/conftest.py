from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.e5 import E5


@pytest.fixture(scope="session")
def weights(pytestconfig: pytest.Config) -> Path:
    """The rewritten model, kept between runs: making it takes seconds, checking it a tenth of one."""
    return Path(pytestconfig.cache.mkdir("weights"))


@pytest.fixture(scope="session")
def e5(weights: Path) -> E5:
    return E5(weights)
