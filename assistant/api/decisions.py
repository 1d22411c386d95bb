"""The ledger of decisions and crises over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

routes = APIRouter(prefix="/api/v1", tags=["decisions"])
