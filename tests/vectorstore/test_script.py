from __future__ import annotations

import pytest

from vectorstore.script import Script, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("差评危机怎么处理", Script.HAN),
        ("投放 ROI 的 KPI 是多少", Script.HAN),
        ("臺灣市場的預算", Script.HAN),
        ("予算はいくらですか", Script.HAN),
        ("예산은 얼마입니까", Script.HAN),
        ("What was the budget?", Script.ALPHABET),
        ("the client 小红书 asked for more creatives", Script.ALPHABET),
        ("Сколько стоит кампания", Script.ALPHABET),
        ("", Script.ALPHABET),
        ("2024-03-09 12:30", Script.ALPHABET),
        ("x" * 5000 + "好" * 9000, Script.ALPHABET),
    ],
)
def test_script_of(text: str, script: Script) -> None:
    assert script_of(text) is script
