"""Which passwords are refused, and what is kept of the others."""

import pytest

from assistant.people.errors import WeakPassword
from assistant.people.passwords import LEAST, MOST, hashed, is_outdated, matches, rehashed


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "nine char",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefabcdefabcdef",
        "1234567890",
        "13812345678",
        "20260314120000",
        "Password123!",
        "passw0rd2026",
        "QWERTYUIOP",
        "qwerty12345",
        "woaini5201314",
        "baton@2026",
        "admin123456",
        "linxiaoman",
        "LinXiaoman1",
        "linxiaoman2026!",
        "密码密码密码密码密码",
        "x" * (MOST + 1),
        "many words " * 30,
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match=str(LEAST)):
        hashed(password, "linxiaoman")


@pytest.mark.parametrize(
    "password", ["staple battery horse", "春天的第一场雨下在凌晨三点", "Tr0ub4dor&3x", "linxiaoman rides a ferry"]
)
def test_what_is_kept_is_argon2_and_opens_for_that_password_only(password: str) -> None:
    kept = hashed(password, "linxiaoman")
    assert kept.startswith("$argon2id$")
    assert password not in kept
    assert matches(kept, password)
    assert not matches(kept, password + " ")
    assert not is_outdated(kept)


def test_a_short_name_forbids_few_passwords() -> None:
    assert matches(hashed("a ferry at noon", "a"), "a ferry at noon")


def test_one_password_typed_on_two_keyboards_is_one_password() -> None:
    kept = hashed("ﬁne caf\u00e9 ＡＢＣ １２３", "x")
    assert matches(kept, "fine cafe\u0301 ABC 123")


def test_nobodys_and_nonsense_hashes_match_nothing() -> None:
    for kept in ("", "nonsense", "$argon2id$v=19$m=65536"):
        assert not matches(kept, "the password of nobody")
        assert not matches(kept, "")


def test_what_goes_beyond_the_longest_is_not_cut_off_in_silence() -> None:
    longest = ("ferry boat noon " * 20)[: MOST - 1] + "z"
    kept = rehashed(longest)
    assert matches(kept, longest)
    assert not matches(kept, longest + "more")


def test_a_hash_made_with_less_effort_is_outdated() -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash("staple battery horse")
    assert is_outdated(weak)
    assert matches(weak, "staple battery horse")
    assert not is_outdated(rehashed("staple battery horse"))
