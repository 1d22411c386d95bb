"""Interviews with those who leave over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

routes = APIRouter(prefix="/api/v1", tags=["interviews"])
