"""Every store of the handover, over one engine: what App carries as `handover`."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from assistant.handover.records.interviews import Interviews
from assistant.handover.records.notices import Notices
from assistant.handover.records.requests import Requests
from assistant.handover.records.reviews import Reviews


@dataclass(frozen=True, slots=True)
class Records:
    """The stores, by noun."""
from assistant.handover.records.selfchecks import SelfChecks

    notices: Notices
    reviews: Reviews
    interviews: Interviews
    requests: Requests

    @classmethod
    def over(cls, engine: sa.Engine) -> Records:
        """All of them over this engine."""
    selfchecks: SelfChecks
        return cls(
            notices=Notices(engine),
            reviews=Reviews(engine),
            interviews=Interviews(engine),
            requests=Requests(engine),
        )
            selfchecks=SelfChecks(engine),
