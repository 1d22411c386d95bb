"""Write `../questions.jsonl` from `content/questions.yaml`, the manifest and the truth of the recordings.

Takes no arguments; run it after the recordings were made.
"""

import json
from pathlib import Path

import yaml

HERE = Path(__file__).parent
EXAMPLES = HERE.parent


def main() -> None:
    """Resolve spaces and turns, then write one JSON object a line."""
    manifest = json.loads((EXAMPLES / "handover/manifest.json").read_text(encoding="utf-8"))
    spaces = {space["sources"][0]["path"].split("/")[0]: space["name"] for space in manifest["spaces"]}
    lines = []
    for question in yaml.safe_load((HERE / "content/questions.yaml").read_text(encoding="utf-8")):
        question["space"] = spaces[question["space"]]
        question["answerable"] = "source" in question
        if "turn" in question:
            truth = EXAMPLES / "truth" / f"{Path(question['source']).stem}.json"
            turn = json.loads(truth.read_text(encoding="utf-8"))[question.pop("turn")]
            question |= {"start": turn["start"], "end": turn["end"]}
        lines.append(json.dumps(question, ensure_ascii=False))
    (EXAMPLES / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
