"""Signing in with an OpenID Connect provider: authorization code with PKCE, state and nonce, through Authlib.

Knows the protocol and what a provider's groups give here; no page, no account. Nothing that the
provider says is kept between two sign-ins, so that a changed key or address counts at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.people.errors import ProviderFailed
from assistant.people.roles import Role

if TYPE_CHECKING:  # takes a moment that only those who sign in this way need wait for
    from authlib.integrations.httpx_client import OAuth2Client

TIMEOUT_S = 10
LEEWAY_S = 60  # how far two clocks may be apart
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Begun:
    """What must be remembered between sending somebody to the provider and their coming back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Begun:
        """Three fresh secrets."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, as the provider knows them."""

    subject: str  # "issuer subject"
    name: str
    shown: str
    email: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a group gives: a role in a client (by name or id), or the administration when `role` is None."""

    group: str
    space: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that people may sign in with."""

    issuer: str
    client_id: str
    client_secret: str
    called: str
    groups_claim: str
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.called or urlsplit(self.issuer).netloc

    def begin(self, begun: Begun, back: str) -> str:
        """Where to send somebody who wants to sign in, to come back at the URL `back`. Raises ProviderFailed."""
        with self._asked(back) as client:
            metadata = self._metadata(client)
            if "groups" in metadata.get("scopes_supported", ()):
                client.scope = f"{client.scope} groups"
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], begun.state, code_verifier=begun.verifier, nonce=begun.nonce
            )
            return str(url)

    def finish(self, begun: Begun, back: str, code: str) -> Known:
        """Who came back with this code. Raises ProviderFailed."""
        with self._asked(back) as client:
            metadata = self._metadata(client)
            token = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=begun.verifier)
            claims = self._checked(client, metadata, token, begun.nonce)
            if self.groups_claim not in claims and "userinfo_endpoint" in metadata:
                more = _json(client, metadata["userinfo_endpoint"])
                claims |= more if more.get("sub") == claims["sub"] else {}
            return self._known(claims)

    def given(self, groups: Iterable[str]) -> tuple[bool, dict[str, Role]]:
        """Whether these groups make an administrator, and the highest role they give in each client."""
        held = [rule for rule in self.rules if rule.group in set(groups)]
        roles: dict[str, Role] = {}
        for rule in held:
            if rule.role and (rule.space not in roles or rule.role.covers(roles[rule.space])):
                roles[rule.space] = rule.role
        return any(rule.role is None for rule in held), roles

    @property
    def makes_administrators(self) -> bool:
        """Whether a group decides who of its people administers."""
        return any(rule.role is None for rule in self.rules)

    @contextmanager
    def _asked(self, back: str) -> Iterator[OAuth2Client]:
        """A client whose every failure is the provider's."""
        from authlib.integrations.base_client import OAuthError
        from authlib.integrations.httpx_client import OAuth2Client
        from httpx2 import HTTPError, InvalidURL
        from joserfc.errors import JoseError

        client = OAuth2Client(
            self.client_id,
            self.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )
        try:
            with client:
                yield client
        except (OAuthError, HTTPError, InvalidURL, JoseError, ValueError, KeyError) as error:
            raise ProviderFailed(provider=self.name, reason=type(error).__name__) from error

    def _metadata(self, client: OAuth2Client) -> dict[str, Any]:
        metadata = _json(client, self.issuer.rstrip("/") + DISCOVERY, withhold_token=True)
        if str(metadata["issuer"]).rstrip("/") != self.issuer.rstrip("/"):
            raise ValueError(metadata["issuer"])
        return metadata

    def _checked(
        self, client: OAuth2Client, metadata: Mapping[str, Any], token: Mapping[str, Any], nonce: str
    ) -> dict[str, Any]:
        """The claims of the ID token: signed by the provider, for us, now, and for this very sign-in."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet

        offered: Any = _json(client, metadata["jwks_uri"], withhold_token=True)
        keys = KeySet.import_key_set(offered)
        decoded = jwt.decode(token["id_token"], keys, algorithms=SIGNED_WITH)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": self.client_id},
            },
            {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=LEEWAY_S)
        return dict(claims)

    def _known(self, claims: Mapping[str, Any]) -> Known:
        subject, email = str(claims["sub"]), str(claims.get("email") or "")
        name = str(claims.get("preferred_username") or email or subject)
        groups = claims.get(self.groups_claim) or ()
        listed = (groups,) if isinstance(groups, str) else tuple(map(str, groups))
        return Known(
            f"{claims['iss']} {subject}", name[:200], str(claims.get("name") or name)[:200], email[:320], listed
        )


def _json(client: OAuth2Client, url: str, **options: bool) -> dict[str, Any]:
    """What stands at the URL; ValueError unless it is a JSON object."""
    found = client.request("GET", url, **options).raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError(url)
    return found


def rules_of(written: str) -> tuple[Rule, ...]:
    """`group=client:role;group=*:admin` as rules. ValueError says which part cannot be read."""
    return tuple(_rule(part.strip()) for part in written.split(";") if part.strip())


def _rule(written: str) -> Rule:
    group, _, gives = written.rpartition("=")  # names of groups in a directory hold = themselves
    space, _, role = (part.strip() for part in gives.rpartition(":"))
    administers = (space, role) == ("*", "admin")
    if not group.strip() or not (administers or (space and role in list(Role) and space != "*")):
        raise ValueError(f"{written!r} is not group=client:role (newcomer, contributor, manager) or group=*:admin")
    return Rule(group.strip(), space, None if administers else Role(role))
