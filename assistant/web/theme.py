"""How Baton looks: its Gradio theme, and the styles and scripts in static/.

Colours and fonts are written once, here, as the theme; the style sheets use its variables.
System fonts only: nothing is fetched from a font or script host.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.themes.utils import colors, sizes

from assistant.web.text import translations

STATIC = Path(__file__).parent / "static"
STYLES = (
    "gradio.css",
    "base.css",
    "ask.css",
    "capture.css",
    "library.css",
    "viewer.css",
    "controls.css",
    "people.css",
    "about.css",
    "talks.css",
    "record.css",
    "dictation.css",
    "masking.css",
    "retention.css",
    "mend.css",
    "glossary.css",
    "handover.css",
    "coverage.css",
    "interview.css",
    "questions.css",
    "notices.css",
    "decisions.css",
    "report.css",
    "firstdays.css",
    "selfcheck.css",
    "quiz.css",
)
SCRIPTS = (
    "baton.js",
    "live.js",
    "viewer.js",
    "ask.js",
    "capture.js",
    "library.js",
    "controls.js",
    "people.js",
    "about.js",
    "talks.js",
    "microphone.js",
    "record.js",
    "dictation.js",
    "masking.js",
    "retention.js",
    "mend.js",
    "glossary.js",
    "handover.js",
    "checklist.js",
    "coverage.js",
    "interview.js",
    "questions.js",
    "notices.js",
    "decisions.js",
    "report.js",
    "firstdays.js",
    "selfcheck.js",
    "quiz.js",
)

# The frame fills the window and its parts scroll; Gradio's own style sheets cannot say so (gradio.css tells why).
HEAD = '<meta name="color-scheme" content="light dark"><style>html, body { height: 100%; overflow: hidden; }</style>'

# Chinese first, so that a Latin font never lends a Chinese text its punctuation.
FONTS = (
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "system-ui",
    "sans-serif",
)
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "Noto Sans Mono CJK SC", "monospace")

# From 50 to 950, as Gradio names shades.
PINE = colors.Color(
    *("#eef6f3", "#d8ebe4", "#b3d7ca", "#85bda9", "#559d86", "#2f7f69", "#1c6854", "#175444", "#144338", "#10372e"),
    "#08201b",
)
SLATE = colors.Color(
    *("#f7f8f8", "#eff1f1", "#e1e5e5", "#cbd2d2", "#98a3a4", "#647071", "#505d5f", "#3a4547", "#262e30", "#181d1f"),
    "#101415",
)


def theme() -> gr.themes.Base:
    """Baton's theme: quiet greys, one green, amber for what is cited."""
    made = gr.themes.Base(
        primary_hue=PINE,
        secondary_hue=PINE,
        neutral_hue=SLATE,
        text_size=sizes.text_md,
        radius_size=sizes.radius_md,
        font=[_font(name) for name in FONTS],
        font_mono=[_font(name) for name in MONO],
    )
    return made.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="#1b2223",
        body_text_color_dark="#e4e8e7",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="#98a3a4",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_950",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_800",
        border_color_accent="*primary_600",
        border_color_accent_dark="*primary_400",
        color_accent="*primary_600",
        color_accent_soft="*primary_50",
        color_accent_soft_dark="#12302a",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_400",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="#8b9798",
        input_shadow="none",
        input_shadow_focus="none",
        input_text_size="15px",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_500",
        button_primary_background_fill_hover="*primary_700",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_700",
        layout_gap="0px",
        block_padding="0px",
        form_gap_width="0px",
    )


def look() -> dict[str, Any]:
    """The keyword arguments that `gr.mount_gradio_app` takes for it."""
    return {
        "theme": theme(),
        "css": "\n".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES),
        "head": _head(),
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "show_error": False,
    }


def _head() -> str:
    words = json.dumps(translations(("js.",)), ensure_ascii=False).replace("<", "\\u003c")
    scripts = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f"{HEAD}\n<script>window.batonWords = {words};\n{scripts}</script>"


def _font(name: str) -> gr.themes.Font:
    return gr.themes.Font(name)
