"""Who stands before the page: the gate's finding, out of Gradio's request."""

from __future__ import annotations

import gradio as gr

from assistant.build import App
from assistant.desk import Visit
from assistant.people.errors import SignInNeeded


def visit_of(app: App, request: gr.Request) -> Visit:
    """The visit that a handler serves; SignInNeeded when the gate let nobody in."""
    state = request.state
    if state.caller is None:
        raise SignInNeeded()
    return Visit(app, state.caller, state.trace)
