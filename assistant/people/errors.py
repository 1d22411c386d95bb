"""Why somebody is not let in, or may not do something, in words they may be shown.

PeopleError
├── SignInNeeded, SignInRefused, SignInLocked, PasswordMustChange
├── NotAllowed                       signed in, but not this
├── WeakPassword, NameTaken, UnknownPerson, LastAdministrator, NoSuccessor
├── UnknownToken
└── TooManyRequests
"""

from __future__ import annotations

from assistant.errors import AssistantError


class PeopleError(AssistantError):
    """Somebody is not let in, or may not do something."""


class SignInNeeded(PeopleError):
    en = "Sign in first."
    zh = "请先登录。"


class SignInRefused(PeopleError):
    en = "Name or password is wrong."
    zh = "用户名或密码不正确。"


class SignInLocked(PeopleError):
    en = "Too many wrong passwords. Try again in {minutes} min, or ask an administrator to reset it."
    zh = "密码错误次数过多，请 {minutes} 分钟后再试，或请管理员重置密码。"


class PasswordMustChange(PeopleError):
    en = "Choose a password of your own first."
    zh = "请先设置你自己的密码。"


class NotAllowed(PeopleError):
    en = "Your role in this client does not allow this. Its managers can give you another."
    zh = "你在这个客户下的角色没有这项权限，可请该客户的负责人调整。"


class WeakPassword(PeopleError):
    en = "This password is too easy to guess: at least {least} characters, without your name, and none everybody uses."
    zh = "密码太容易被猜到：至少 {least} 个字符，不要用自己的名字，也不要用常见密码。"


class NameTaken(PeopleError):
    en = "There is already somebody called {name}."
    zh = "已有名为“{name}”的用户。"


class UnknownPerson(PeopleError):
    en = "There is nobody called {name}."
    zh = "没有名为“{name}”的用户。"


class LastAdministrator(PeopleError):
    en = "{name} is the only administrator. Make somebody else one first."
    zh = "{name} 是唯一的管理员，请先指定另一位管理员。"


class NoSuccessor(PeopleError):
    en = "{name} owns {count} sources. Name an active person who takes them over."
    zh = "{name} 名下有 {count} 份资料，请指定一位在职的接手人。"


class UnknownToken(PeopleError):
    en = "There is no such token."
    zh = "没有这个令牌。"


class TooManyRequests(PeopleError):
    en = "Too many requests. Try again in {seconds} s."
    zh = "请求过于频繁，请 {seconds} 秒后再试。"
