"""What a caller may do, and the Scope they search in. Every door calls these functions and no others decide.

What a caller may not see does not exist for them: an unknown space and somebody else's raise the same
error. The rule itself is `may`; the only maker of a Scope is `scope_for`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from assistant.errors import UnknownSource, UnknownSpace
from assistant.people.errors import NotAllowed
from assistant.people.roles import NEEDS, Act, Caller, Grant, Role
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Scope, Source, Space

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody wants to search in; empty ones filter nothing."""

    kinds: tuple[Kind, ...] = ()
    topics: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


def may(caller: Caller, act: Act, space: str, source: Source | None = None) -> bool:
    """Whether the caller may do this in the space (an id), to this source of it if one is meant.

    What a contributor gave they may edit themselves; what is for managers only exists for no one else.
    """
    needed, grant = NEEDS[act]
    if caller.must_change or grant not in caller.grants:
        return False
    if caller.admin:
        return True
    role = caller.roles.get(space)
    if role is None or (source and source.restricted and not role.covers(Role.MANAGER)):
        return False
    own = act in (Act.EDIT, Act.ORIGINAL) and source is not None and source.owner == caller.id
    return role.covers(Role.CONTRIBUTOR if own else needed)


def require(caller: Caller, act: Act, space: str, source: Source | None = None) -> None:
    """NotAllowed unless the caller may."""
    if not may(caller, act, space, source):
        raise NotAllowed()


def require_admin(caller: Caller) -> None:
    """NotAllowed unless the caller is an administrator, with a token that may manage if it is one."""
    if not caller.admin or caller.must_change or NEEDS[Act.MEMBERS][1] not in caller.grants:
        raise NotAllowed()


def require_grant(caller: Caller, grant: Grant) -> None:
    """NotAllowed for a token without this grant, and before one's own password is chosen: the rule for a caller's
    own things, which belong to no space."""
    if caller.must_change or grant not in caller.grants:
        raise NotAllowed()


def spaces_of(catalog: Catalog, caller: Caller, act: Act = Act.READ) -> list[Space]:
    """The spaces in which the caller may do this."""
    return [space for space in catalog.spaces() if may(caller, act, space.id)]


def space_of(catalog: Catalog, caller: Caller, key: str, act: Act = Act.READ) -> Space:
    """The caller's space with this name or id. UnknownSpace; NotAllowed if they may see it but not do this."""
    own = spaces_of(catalog, caller)
    for space in own:
        if key in (space.id, space.name):
            require(caller, act, space.id)
            return space
    raise UnknownSpace(space=key, known=", ".join(space.name for space in own) or "-")


def space_to_fill(catalog: Catalog, caller: Caller, name: str) -> Space:
    """The space that an upload goes to: one where the caller may upload, or, for an administrator, a new one."""
    named = " ".join(name.split())
    if caller.admin and named not in {key for space in catalog.spaces() for key in (space.id, space.name)}:
        require(caller, Act.UPLOAD, "")
        return catalog.space_named(named)
    return space_of(catalog, caller, named, Act.UPLOAD)


def sources_of(catalog: Catalog, caller: Caller) -> list[Source]:
    """Every source the caller may see, newest first."""
    found = catalog.sources([space.id for space in spaces_of(catalog, caller)])
    return [source for source in found if may(caller, Act.READ, source.space, source)]


def source_of(catalog: Catalog, caller: Caller, source_id: str, act: Act = Act.READ) -> Source:
    """The source, if the caller may see it; UnknownSource otherwise. NotAllowed if they may not do this to it."""
    try:
        source = catalog.source(source_id)
    except KeyError:
        raise UnknownSource(source=source_id) from None
    if not may(caller, Act.READ, source.space, source):
        raise UnknownSource(source=source_id)
    require(caller, act, source.space, source)
    return source


def scope_for(
    catalog: Catalog,
    caller: Caller,
    spaces: Sequence[str] = (),
    filters: Filters | None = None,
) -> Scope:
    """A Scope over the named spaces (names or ids; all the caller's when none is named).

    Raises UnknownSpace for a space the caller does not have.
    """
    own = spaces_of(catalog, caller)
    named = [space_of(catalog, caller, key).id for key in spaces]
    chosen = tuple(dict.fromkeys(named)) or tuple(space.id for space in own)
    hidden = [
        source.id for source in catalog.restricted(chosen) if not may(caller, Act.RESTRICTED, source.space, source)
    ]
    f = filters or Filters()
    return Scope(chosen, f.kinds, f.topics, f.speakers, (), f.since, f.until, tuple(hidden))


def narrowed(
    scope: Scope,
    *,
    kinds: Sequence[Kind] = (),
    speakers: Sequence[str] = (),
    sources: Sequence[str] = (),
) -> Scope:
    """`scope` with further filters, never wider: what it already filters by stays, and filters that
    have nothing in common leave nothing to search."""
    pairs = ((scope.kinds, kinds), (scope.speakers, speakers), (scope.sources, sources))
    if any(held and asked and not set(held) & set(asked) for held, asked in pairs):
        return replace(scope, spaces=())
    return replace(
        scope,
        kinds=_both(scope.kinds, kinds),
        speakers=_both(scope.speakers, speakers),
        sources=_both(scope.sources, sources),
    )


def _both(held: tuple[T, ...], asked: Sequence[T]) -> tuple[T, ...]:
    """What both filters let through; an empty one lets everything through."""
    return tuple(item for item in asked if not held or item in held) or held
