"""Draw the ad-setup screens and join them with the narration into an .mp4.

    python make_walkthrough.py work-folder

The work folder holds the narration's WAV and truth that make_recordings.py left there. One screen
for each turn; within a turn the highlight moves on with the sentences. How long a sentence takes
is estimated from its share of the turn's characters.
"""

import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import yaml
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
STEM = "直通车搜索计划搭建"
OUT = HERE.parent / "handover/yipora/投放" / f"{STEM}.mp4"
FONTS = Path("/usr/share/fonts/opentype/noto")
SIZE = (1280, 720)
FRAMES_PER_SECOND = 5
GLIDE_S = 0.6
INK, PALE, LINE, GREEN, LIT = "#1f2a2e", "#6c7a80", "#d9e0e2", "#0f7b6c", "#e5632b"
Box = tuple[float, float, float, float]


def font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    """Noto Sans CJK with its Simplified Chinese forms."""
    return ImageFont.truetype(str(FONTS / f"NotoSansCJK-{weight}.ttc"), size, index=2)


def row_box(number: int) -> Box:
    """Where the row of this number stands on the screen."""
    top = 190 + number * 96
    return (330, top, 1236, top + 78)


def draw_screen(content: dict[str, Any], number: int) -> Image.Image:
    """One screen of the ad platform, nothing lit yet."""
    screen = content["screens"][number]
    image = Image.new("RGB", SIZE, "#f4f6f6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 64), fill=GREEN)
    draw.text((28, 16), content["platform"], font=font(24, "Bold"), fill="white")
    draw.text((1252, 20), content["account"], font=font(20), fill="white", anchor="ra")
    draw.rectangle((0, 64, 286, 720), fill="white")
    for step, name in enumerate(content["steps"]):
        here = step == number
        y = 104 + step * 62
        if here:
            draw.rectangle((0, y - 14, 286, y + 40), fill="#e3f1ee")
        draw.text(
            (24, y), f"{step + 1}  {name}", font=font(20, "Bold" if here else "Regular"), fill=GREEN if here else PALE
        )
    draw.text((330, 100), screen["title"], font=font(36, "Bold"), fill=INK)
    for row, (label, value) in enumerate(screen["rows"]):
        box = row_box(row)
        draw.rounded_rectangle(box, 8, fill="white", outline=LINE, width=2)
        draw.text((box[0] + 22, box[1] + 24), label, font=font(22), fill=PALE)
        draw.text((box[0] + 305, box[1] + 22), value, font=font(25, "Bold"), fill=INK)
    return image


def cues(content: dict[str, Any], truth: list[dict[str, Any]]) -> list[tuple[float, int, Box]]:
    """(second, screen, lit box) for each sentence, in order."""
    result: list[tuple[float, int, Box]] = []
    for number, turn in enumerate(truth):
        sentences = [part for part in re.split(r"(?<=[。！？；])", turn["text"]) if part.strip()]
        clock, seconds = turn["start"], turn["end"] - turn["start"]
        for sentence, row in zip(sentences, content["screens"][number]["focus"], strict=True):
            result.append((clock, number, row_box(row)))
            clock += seconds * len(sentence) / len(turn["text"])
    return result


def frame_at(second: float, plan: list[tuple[float, int, Box]], screens: list[Image.Image]) -> Image.Image:
    """The screen at this second, with the highlight standing or gliding to its next row."""
    index = max(i for i, cue in enumerate(plan) if i == 0 or cue[0] <= second)
    start, number, box = plan[index]
    came_from = plan[index - 1][2] if index and plan[index - 1][1] == number else box
    part = min(1.0, (second - start) / GLIDE_S)
    lit = tuple(a + (b - a) * part for a, b in zip(came_from, box, strict=True))
    image = screens[number].copy()
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(lit, 8, outline=LIT, width=5)
    x, y = lit[2] - 46, lit[3] - 34
    pointer = ((0, 0), (0, 30), (8, 23), (14, 35), (20, 32), (14, 21), (24, 20))
    draw.polygon([(x + right, y + down) for right, down in pointer], fill=INK, outline="white")
    return image


def main(work: Path) -> None:
    """Draw, narrate, encode."""
    content = yaml.safe_load((HERE / "content/walkthrough.yaml").read_text(encoding="utf-8"))
    truth = json.loads((work / f"{STEM}.json").read_text(encoding="utf-8"))
    samples, rate = soundfile.read(work / f"{STEM}.wav", dtype="float32")
    plan = cues(content, truth)
    screens = [draw_screen(content, number) for number in range(len(content["screens"]))]
    with av.open(str(OUT), "w", options={"movflags": "faststart"}) as container:
        video = container.add_stream(
            "libx264", rate=FRAMES_PER_SECOND, options={"crf": "26", "preset": "slow", "tune": "animation"}
        )
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        video.codec_context.gop_size = FRAMES_PER_SECOND * 4
        audio = container.add_stream("aac", rate=rate, layout="mono")
        audio.bit_rate = 40_000
        step = rate // FRAMES_PER_SECOND
        for number, start in enumerate(range(0, len(samples), step)):
            picture = av.VideoFrame.from_image(frame_at(number / FRAMES_PER_SECOND, plan, screens))
            picture.pts, picture.time_base = number, Fraction(1, FRAMES_PER_SECOND)
            container.mux(video.encode(picture))
            sound = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples[None, start : start + step]), format="fltp", layout="mono"
            )
            sound.sample_rate, sound.pts = rate, start
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
