"""Settings from the environment, and that the README's table tells the truth about them."""

import re
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_defaults_need_nothing_outside() -> None:
    settings = Settings.load()
    assert settings.host == "127.0.0.1"
    assert settings.effective_chat_model == ""
    assert (settings.speech_model, settings.embeddings_model) == ("bundled", "bundled")


def test_a_key_or_a_url_turns_a_chat_model_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert Settings.load().effective_chat_model
    monkeypatch.setenv("BATON_CHAT_MODEL", "deepseek-chat")
    assert Settings.load().effective_chat_model == "deepseek-chat"


def test_dotenv_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BATON_PORT=8001\nBATON_SPEECH_LANGUAGES=zh, yue\nOTHER=1\n", encoding="utf-8")
    assert Settings.load().port == 8001
    assert Settings.load().speech_languages == ("zh", "yue")
    monkeypatch.setenv("BATON_PORT", "8002")
    assert Settings.load().port == 8002


def test_a_misspelt_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BATON_CHATMODEL=x\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="BATON_CHATMODEL"):
        Settings.load()
    (tmp_path / ".env").unlink()
    monkeypatch.setenv("BATON_DATAA", "x")
    with pytest.raises(SettingsError, match="BATON_DATAA"):
        Settings.load()


def test_an_impossible_value_names_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_PORT", "many")
    with pytest.raises(SettingsError, match="BATON_PORT"):
        Settings.load()


def test_settings_cannot_be_changed_and_do_not_print_keys() -> None:
    settings = Settings.load(openai_api_key="sk-secret")
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1
    assert "sk-secret" not in repr(settings)


def test_the_readme_lists_exactly_these_settings() -> None:
    listed = re.findall(
        r"^\| `(BATON_[A-Z_]+)` \| (.*?) \| (.*?) \|$", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    described = {f"BATON_{name.upper()}": field.description for name, field in Settings.model_fields.items()}
    assert {name: text for name, text, _default in listed} == described
