"""Questions that go to people, their answers, and notices over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

routes = APIRouter(prefix="/api/v1", tags=["questions"])
