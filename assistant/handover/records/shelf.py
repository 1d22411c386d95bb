"""Every store of the handover, over one engine: what App carries as `handover`."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from assistant.handover.records.checklists import Checklists
from assistant.handover.records.coverage import Coverage
from assistant.handover.records.decisions import Ledger
from assistant.handover.records.firstdays import FirstDays
from assistant.handover.records.handovers import Handovers
from assistant.handover.records.interviews import Interviews
from assistant.handover.records.notices import Notices
from assistant.handover.records.practices import Practices
from assistant.handover.records.questions import Questions
from assistant.handover.records.requests import Requests
from assistant.handover.records.reviews import Reviews
from assistant.handover.records.selfchecks import SelfChecks
from assistant.handover.records.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Records:
    """The stores, by noun."""

    notices: Notices
    reviews: Reviews
    selfchecks: SelfChecks
    firstdays: FirstDays
    practices: Practices
    handovers: Handovers
    checklists: Checklists
    questions: Questions
    webhooks: Webhooks
    interviews: Interviews
    requests: Requests
    ledger: Ledger
    coverage: Coverage

    @classmethod
    def over(cls, engine: sa.Engine) -> Records:
        """All of them over this engine."""
        return cls(
            notices=Notices(engine),
            reviews=Reviews(engine),
            ledger=Ledger(engine),
            selfchecks=SelfChecks(engine),
            firstdays=FirstDays(engine),
            practices=Practices(engine),
            handovers=Handovers(engine),
            checklists=Checklists(engine),
            questions=Questions(engine),
            webhooks=Webhooks(engine),
            interviews=Interviews(engine),
            requests=Requests(engine),
            coverage=Coverage(engine),
        )
