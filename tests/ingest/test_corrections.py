"""Blocks with misheard terms put right: text, words, and what was heard."""

from __future__ import annotations

from ingest.corrections import corrected
from vectorstore.models import Block, Correction, Locator, Term, Word

GLOSSARY = tuple(map(Term, ("周妍", "方怡", "投产比", "海盐燕麦脆", "Daniel Reed", "Xiaohongshu")))


def spoken(*parts: str, sure: float = 0.5) -> Block:
    """A block of one word per part, a second each."""
    words = tuple(Word(part, float(i), i + 1.0, sure) for i, part in enumerate(parts))
    text = "".join(parts).strip()
    return Block(text, Locator(start=0.0, end=float(len(parts))), lang="zh", kind="speech", words=words)


def put_right(block: Block) -> Block:
    (made,) = corrected([block], GLOSSARY)
    assert "".join(word.text for word in made.words).strip() == made.text
    assert made.locator == block.locator
    return made


def test_a_term_replaces_what_was_heard_and_says_so() -> None:
    made = put_right(spoken("以后", "由", "周", "言，", "负责"))
    assert made.text == "以后由周妍，负责"
    assert made.corrections == (Correction(heard="周言", written="周妍"),)
    assert made.words[2] == Word("周妍，", 2.0, 4.0, 0.5)
    assert [word.text for word in made.words] == ["以后", "由", "周妍，", "负责"]


def test_words_that_are_cut_by_a_term_are_joined() -> None:
    made = put_right(spoken("问周", "言跟", "防", "衣吧"))
    assert made.text == "问周妍跟方怡吧"
    assert [word.text for word in made.words] == ["问周妍跟", "方怡吧"]
    assert [c.heard for c in made.corrections] == ["周言", "防衣"]


def test_two_terms_in_one_word() -> None:
    made = put_right(spoken("周言防衣"))
    assert made.text == "周妍方怡"
    assert len(made.words) == 1
    assert [c.written for c in made.corrections] == ["周妍", "方怡"]


def test_words_beside_a_term_keep_their_times() -> None:
    made = put_right(spoken("今", "天", "投", "参", "壁", "的", "底线"))
    assert made.text == "今天投产比的底线"
    assert [(w.start, w.end) for w in made.words] == [(0, 1), (1, 2), (2, 5), (5, 6), (6, 7)]


def test_the_least_sure_word_says_how_sure_the_term_is() -> None:
    block = Block("周言", Locator(), kind="speech", words=(Word("周", 0.0, 1.0, 0.9), Word("言", 1.0, 2.0, 0.3)))
    assert put_right(block).words == (Word("周妍", 0.0, 2.0, 0.3),)


def test_latin_terms_keep_the_spaces_around_them() -> None:
    made = put_right(spoken(" We", " sell", " on", " Shao", " Hong", " Shu,", " mostly."))
    assert made.text == "We sell on Xiaohongshu, mostly."
    assert made.words[3] == Word(" Xiaohongshu,", 3.0, 6.0, 0.5)


def test_a_term_inside_chinese() -> None:
    made = put_right(spoken("请", "问", " Denial", " Reed", "，", "好吗"))
    assert made.text == "请问 Daniel Reed，好吗"


def test_the_longer_term_wins() -> None:
    (made,) = corrected([spoken("和", "盐", "盐", "卖", "脆")], (Term("燕麦"), Term("海盐燕麦脆")))
    assert made.text == "海盐燕麦脆"


def test_terms_that_are_right_are_left_and_stand_in_the_way() -> None:
    for block in (spoken("投", "产", "比"), spoken("daniel", " reed")):
        assert put_right(block) == block
    (made,) = corrected([spoken("陈", "周", "妍", "来")], (Term("周妍"), Term("陈州")))
    assert made.text == "陈周妍来"


def test_blocks_without_words_and_glossaries_without_terms_change_nothing() -> None:
    written = Block("以后由周言负责", Locator(start=0, end=1), kind="speech")
    assert corrected([written], GLOSSARY) == [written]
    block = spoken("周", "言")
    assert corrected([block], ()) == [block]
    assert corrected([], GLOSSARY) == []


def test_correcting_twice_is_correcting_once() -> None:
    once = put_right(spoken("由", "周", "言", "负责"))
    (twice,) = corrected([once], GLOSSARY)
    assert twice == once


def test_what_people_noted_as_misheard_is_believed_however_sure_the_model_was() -> None:
    glossary = (Term("晨露精华", misheard=("陈璐精华", "沉路")), Term("ROI", misheard=("our eye",)))
    (made,) = corrected(
        [spoken("把", "陈璐", "精华", "和", "沉路", "的", " our", " eye", "报", "一下", sure=0.99)], glossary
    )
    assert made.text == "把晨露精华和晨露精华的 ROI报一下"
    assert made.corrections == (
        Correction("陈璐精华", "晨露精华"),
        Correction("沉路", "晨露精华"),
        Correction("our eye", "ROI"),
    )
    assert (made.words[1].start, made.words[1].end) == (1.0, 3.0)


def test_a_noted_mishearing_in_latin_letters_is_matched_as_a_word_and_not_as_a_pattern() -> None:
    glossary = (Term("ROAS", misheard=("row", "r.s")),)
    assert corrected([spoken(" grow", " and", " rows", " of", " ras", sure=0.99)], glossary)[0].corrections == ()
    (made,) = corrected([spoken(" the", " Row", " fell", sure=0.99)], glossary)
    assert made.text == "the ROAS fell"
