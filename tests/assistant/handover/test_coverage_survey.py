"""On a real App: documents are handed in, the survey goes through them, and the map says what they carry."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.desk import Visit
from assistant.handover import coverage
from assistant.handover.coverage import Cell
from assistant.handover.covering.model import Verdict
from assistant.people.roles import LOCAL
from ingest.intake import Upload

if TYPE_CHECKING:
    from assistant.build import App

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("survey")]

DOCUMENTS = {
    "账号找回.md": "# 账号被封怎么办\n\n"
    "二次验证的手机在客户方周敏手里。账号被封了先联系周敏，再找平台对接人老陈。"
    "申诉必须备齐三样材料：营业执照、法人身份证正反面、最近一笔充值流水；少一样都会被退回，因为平台要核对付款主体。\n",
    "投放预算规则.md": "# 预算规则\n\n"
    "日预算八百，周末一千二。连续两小时投产比低于一点五，就关掉最差的三条计划。"
    "整体低于一点二必须全部停掉，由林晓曼拍板，投手不能自己决定，因为二月那次自己停了，第二天起量花了三倍的钱。"
    "例如三月八日晚上跌到一点一，林晓曼九点半停投，第二天上午换素材再开。\n",
    "交接群.md": "# 交接群\n\n客户方的对接人名单我回头补一份，谁喜欢怎么沟通下次会上再说。\n",
    "漪珀的供应商.md": "# 漪珀的供应商\n\n"
    "漪珀的拍摄找北光，联系人阿俊，出片稳，周末不接；漪珀的仓库找快仓，联系人老吴。\n",
}

COVERED = {"account-recovery": "账号找回.md", "budget-rules": "投放预算规则.md"}
# Announced and not told; another client's; who may do what, where only who holds a phone stands.
NEAR = ("client-people", "supplier-list", "account-roles")
ABSENT = ("contract-terms", "automations")
ITEMS = (*COVERED, *NEAR, *ABSENT)  # of 66: the survey of all takes half a minute beside other tests


@pytest.fixture(scope="module")
def cells(shared_app: App, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """What the map of 穗岚坊 says once the documents were gone through."""
    visit, space = Visit(shared_app, LOCAL), shared_app.catalog.space_named("穗岚坊")
    shared_app.catalog.space_named("漪珀")  # whose name is then known to be another client's
    folder: Path = tmp_path_factory.mktemp("handed in")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    handed = shared_app.pipeline.submit(space.id, [Upload(folder / name, name) for name in DOCUMENTS])
    while not all(shared_app.catalog.source(one.source.id).status.ended for one in handed):
        time.sleep(0.1)
    task = coverage.task_of(visit, space)
    shared_app.surveyor.start(replace(task, sought=tuple(one for one in task.sought if one.key in ITEMS)))
    shared_app.surveyor.wait(space.id)
    standing = coverage.standing(visit, space.id)
    assert (standing.failure, standing.changed) == (None, False)
    return {cell.key: cell for cell in coverage.cells(visit, space.id) if cell.key in ITEMS}


@pytest.mark.parametrize("key", COVERED)
def test_what_is_written_down_with_its_reason_is_enough(cells: dict[str, Cell], key: str) -> None:
    assert cells[key].verdict is Verdict.ENOUGH
    assert [passage.title for passage in cells[key].passages] == [COVERED[key]]


@pytest.mark.parametrize("key", NEAR)
def test_a_near_miss_is_never_enough(cells: dict[str, Cell], key: str) -> None:
    assert cells[key].verdict is not Verdict.ENOUGH


@pytest.mark.parametrize("key", ABSENT)
def test_what_nobody_wrote_is_none(cells: dict[str, Cell], key: str) -> None:
    assert (cells[key].verdict, cells[key].passages) == (Verdict.NONE, ())
    assert cells[key].lacking
