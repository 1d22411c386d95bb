"""Every setting there is, in one frozen object. The only reader of the environment and .env.

Names are the fields' in capitals after BATON_ (BATON_DATA, BATON_CHAT_MODEL, …); the key and
base URL of the chat model also answer to their customary names. An unknown BATON_ name is
refused, since a typo that is silently ignored costs more than a start that fails.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.addresses import LOOPBACK
from assistant.errors import SettingsError

PREFIX = "BATON_"
ENV_FILE = ".env"


def _parts(value: object) -> object:
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


Commas = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parts)]  # written as a, b, c


class Settings(BaseSettings):
    """How this Baton runs. Every field has a default that needs no network."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, frozen=True, extra="ignore", populate_by_name=True
    )

    data: Path = Field(Path("~/baton-data"), description="Folder that holds everything Baton keeps")
    host: str = Field("127.0.0.1", description="Address to serve on; any but loopback wants an account first")
    port: int = Field(7860, ge=0, le=65535, description="Port to serve on; 0 takes a free one")
    public_url: str = Field("", description="Address people type when a reverse proxy stands in front: https://…")
    trusted_proxies: Commas = Field((), description="Addresses of proxies whose X-Forwarded-* headers are believed")
    server: str = Field("", description="Address of a Baton elsewhere for terminal commands; empty: the data folder's")
    token: SecretStr = Field(SecretStr(""), description="Personal token for that Baton")
    log: Literal["text", "json"] = Field("text", description="json: a line for each request and each problem, as JSON")
    database_url: str = Field("", description="SQLAlchemy URL of the records; empty: SQLite in the data folder")
    chroma_url: str = Field("", description="http(s) URL of a Chroma server; empty: embedded in the data folder")
    originals_url: str = Field("", description="fsspec URL for originals (s3://…, oss://…); empty: the data folder")
    max_upload_mb: int = Field(4096, gt=0, description="Largest file taken in, in MiB")
    read_timeout_s: float = Field(600, gt=0, description="Longest time one document may take to be read, seconds")
    threads: int = Field(0, ge=0, description="CPU threads for speech and embeddings; 0: all cores")

    chat_model: str = Field(
        "",
        description="Chat model that writes answers; empty: quote the sources, or gpt-5-mini when a key or URL is set",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("BATON_OPENAI_API_KEY", "OPENAI_API_KEY"),
        description="Key of the chat endpoint (also read from OPENAI_API_KEY)",
    )
    openai_base_url: str = Field(
        "",
        validation_alias=AliasChoices("BATON_OPENAI_BASE_URL", "OPENAI_BASE_URL"),
        description="Any OpenAI-compatible chat endpoint (also read from OPENAI_BASE_URL)",
    )
    chat_timeout_s: float = Field(60, gt=0, description="Longest wait for the chat model, seconds")
    rerank: bool = Field(False, description="Let the chat model sort what was found before it answers: one more call")
    check_answers: bool = Field(
        False, description="Let the chat model take unsupported sentences out of its answer: one more call"
    )
    evidence_tokens: int = Field(3000, ge=200, description="Budget of quoted material per answer, tokens")

    speech_model: str = Field(
        "bundled", description="faster-whisper model: bundled, a size, a hub name, a folder; or a model of speech_url"
    )
    speech_device: str = Field("auto", description="auto, cpu or cuda")
    speech_compute: str = Field(
        "auto", description="CTranslate2 compute type: auto (the fastest here), int8, float16, …"
    )
    speech_languages: Commas = Field(("zh", "en"), description="Languages that recordings may be in, comma-separated")
    simplified: bool = Field(True, description="Write recognised Chinese in simplified characters")
    speech_url: str = Field("", description="OpenAI-compatible transcription endpoint (FunASR, SenseVoice, …)")
    speech_api_key: SecretStr = Field(SecretStr(""), description="Key of the transcription endpoint")
    diariser: str = Field(
        "none", description="Who speaks: none; bundled, with requirements-speakers.lock installed; or a path to weights"
    )

    embeddings_model: str = Field(
        "bundled", description="bundled (multilingual-e5-small), or a model of embeddings_url"
    )
    embeddings_url: str = Field("", description="OpenAI-compatible embeddings endpoint")
    embeddings_api_key: SecretStr = Field(SecretStr(""), description="Key of the embeddings endpoint")

    oidc_issuer: str = Field("", description="OpenID Connect provider that people may sign in with: its issuer URL")
    oidc_client_id: str = Field("", description="What the provider calls this Baton")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="The secret that goes with it, if there is one")
    oidc_name: str = Field("", description="What the sign-in page calls the provider; its host name when empty")
    oidc_groups_claim: str = Field("groups", description="Claim that lists a person's groups")
    oidc_groups: str = Field(
        "", description="What groups give: group=client:role;…, and group=*:admin for administrators"
    )

    smtp_url: SecretStr = Field(
        SecretStr(""), description="Mail server: smtp://user:password@host:587, smtps://…; empty: no mail is sent"
    )
    mail_from: str = Field("", description="Address that mail comes from; none is sent without it")
    webhook_hosts: Commas = Field(
        (), description="Further hosts that messages to group chats may go to; one on this machine with its port"
    )

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value().strip())
        if value.get_secret_value() and not (parts.scheme in ("smtp", "smtps") and parts.hostname):
            raise ValueError("an address like smtp://user:password@host:587 or smtps://… is wanted")
        return SecretStr(parts.geturl())

    @field_validator("mail_from")
    @classmethod
    def _is_a_mail_address(cls, value: str) -> str:
        if value and not (value.count("@") >= 1 and value.isprintable()):
            raise ValueError("a mail address is wanted")
        return value.strip()

    @field_validator("public_url", "oidc_issuer", "server")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme in ("http", "https") and parts.netloc):
            raise ValueError("an address that begins with http:// or https:// is wanted")
        return value

    @field_validator("public_url", "server")
    @classmethod
    def _is_a_root(cls, value: str) -> str:
        if urlsplit(value).path.strip("/") or urlsplit(value).query:
            raise ValueError("Baton is served at the root of a host name: leave the path out")
        return value.rstrip("/")

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value().strip()
        if not (secret.isascii() and "".join(secret.split()).isprintable() and len(secret.split()) <= 1):
            raise ValueError("a token is one word of letters, digits, - and _")
        return SecretStr(secret)

    @field_validator("database_url")
    @classmethod
    def _has_keyword_index(cls, value: str) -> str:
        if value and not value.startswith("sqlite:"):
            raise ValueError("only sqlite:// URLs for now: the keyword index is SQLite's FTS5")
        return value

    @classmethod
    def load(cls, **given: object) -> Settings:
        """Settings from the environment, .env and `given`; SettingsError names what is wrong."""
        known = {f"{PREFIX}{name}".upper() for name in cls.model_fields}
        unknown = sorted(
            name for name in {*os.environ, *dotenv_values(ENV_FILE)} if name.startswith(PREFIX) and name not in known
        )
        if unknown:
            raise SettingsError(name=unknown[0], reason="there is no such setting; see the table in README.md")
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors()[0]
            name = f"{PREFIX}{first['loc'][0]}".upper() if first["loc"] else PREFIX
            raise SettingsError(name=name, reason=first["msg"]) from None

    @property
    def folder(self) -> Path:
        """The data folder, absolute."""
        return self.data.expanduser().resolve()

    @property
    def address(self) -> str:
        """Where people reach this Baton, as links in mail and messages say it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def open_to_others(self) -> bool:
        """Whether others than the person at this machine may reach it: then everybody signs in."""
        return self.host not in LOOPBACK or bool(self.public_url or self.trusted_proxies)

    @property
    def effective_chat_model(self) -> str:
        """The chat model's name; empty when answers are quoted from the sources."""
        has_endpoint = bool(self.openai_api_key.get_secret_value() or self.openai_base_url)
        return self.chat_model or ("gpt-5-mini" if has_endpoint else "")


def locale_named() -> str:
    """The locale that the environment names, also one that this machine does not have; "" where it names none."""
    return next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))), "")
