"""What the API takes and gives of interviews, typed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from assistant.handover.grounds import Topic
from assistant.handover.interviewing.model import Form
from assistant.handover.records.interviews import Progress
from assistant.wire_models import PRINTED, TYPED, Id, Lang, Line, Moment

ANSWER_CHARS, PART_CHARS = 8000, 4000
LONGEST_S = 4 * 3600.0  # that one answer can take: whoever left the page open did not think for a week
Item = Annotated[str, Field(min_length=1, max_length=120, pattern=PRINTED)]
Part = Annotated[str, Field(max_length=PART_CHARS, pattern=TYPED)]


class Beginning(BaseModel):
    """What the caller wants to be interviewed about."""

    topic: Topic = Topic.GAPS
    items: list[Item] = Field([], max_length=50, description="Keys of gaps; whatever is most wanted when empty")
    minutes: float = Field(15, ge=5, le=60)
    speaker: Line = Field("", description="What recordings call the caller, where it is not their name")
    lang: Lang = "zh"
    request: Id | None = Field(None, description="The request that is met with it")


class GapOut(BaseModel):
    """Something that is missing."""

    key: str
    section: str
    title: str
    verdict: str


class PromptOut(BaseModel):
    """A question, and the passage that prompted it, where the caller may still see it."""

    key: str
    text: str
    form: Form
    section: str
    citation: dict[str, Any] | None


class ExchangeOut(BaseModel):
    """A question and its answer, empty when it was skipped."""

    prompt: PromptOut
    answer: str
    seconds: float


class ReferralOut(BaseModel):
    """Somebody else who knows."""

    name: str
    about: str
    said: str


class InterviewOut(BaseModel):
    """One's own interview."""

    id: str
    space: str
    name: str
    state: Progress
    minutes: float = Field(description="That the answers took so far")
    wanted_minutes: float
    made_at: Moment
    changed_at: Moment
    told: dict[str, int] = Field(description="Cards that entered the library, by section")
    sources: list[str] = Field(description="What it became, as far as that is still there")


class SittingOut(InterviewOut):
    """With what was said, and what is asked now."""

    prompt: PromptOut | None = Field(description="None when it is enough, or no longer open")
    exchanges: list[ExchangeOut]
    referrals: list[ReferralOut]


class Answering(BaseModel):
    """An answer to the question that waits; empty to skip it."""

    key: str = Field(min_length=1, max_length=200, pattern=PRINTED, description="Of the question")
    text: str = Field("", max_length=ANSWER_CHARS, pattern=TYPED)
    ask: str = Field("", max_length=60, pattern=PRINTED, description="Who knows instead")
    seconds: float = Field(0, ge=0, le=LONGEST_S)
    spoken: bool = False


class TakenBack(BaseModel):
    """What was answered before."""

    answer: str
    sitting: SittingOut


class CardOut(BaseModel):
    """A card under review."""

    position: int
    title: str
    situation: str
    signs: str
    decision: str
    why: str
    exceptions: str
    ask: str
    withheld: bool
    restricted: bool = Field(description="For the client's managers only")


class CardChange(BaseModel):
    """What is to be different; what is left out stays."""

    title: Annotated[str, Field(max_length=200, pattern=PRINTED)] | None = None
    situation: Part | None = None
    signs: Part | None = None
    decision: Part | None = None
    why: Part | None = None
    exceptions: Part | None = None
    ask: Part | None = None
    withheld: bool | None = None
    restricted: bool | None = None


class Consent(BaseModel):
    """The explicit act."""

    agreed: Literal[True]


class Inviting(BaseModel):
    """Whom to ask for an interview, about what."""

    person: Id
    items: list[Item] = Field([], max_length=50)
    lang: Lang = Field("zh", description="Of what they are told")


class RequestOut(BaseModel):
    """Somebody is asked for an interview."""

    id: str
    person: str
    asked_by: str
    items: list[str]
    made_at: Moment


class HeldOut(BaseModel):
    """What others may know of an interview."""

    id: str
    person: str
    name: str
    state: Progress
    made_at: Moment
    cards: int
    told: dict[str, int]
