"""Why somebody is not let in, or may not do something, in words they may be shown.

PeopleError
├── SignInNeeded, SignInRefused, SignInLocked, PasswordMustChange
├── WrongPassword, SamePassword, NoPassword
├── NobodyToSignIn, AccountsExist, SetupOver    before the first account
├── NameOfAnother, ProviderFailed, AccountClosed    signing in with an OpenID Connect provider
├── NotAllowed                       signed in, but not this
├── WeakPassword, NameTaken, UnknownPerson, FirstAdministrator, LastAdministrator, NoSuccessor
├── ClientNameTaken, TitleTaken
├── NoAccount, UnknownToken
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


class WrongPassword(PeopleError):
    en = "The current password is wrong."
    zh = "当前密码不正确。"


class SamePassword(PeopleError):
    en = "This is the password you have. Choose another."
    zh = "新密码与当前密码相同，请换一个。"


class NoPassword(PeopleError):
    en = "You sign in with your organisation's account; there is no password here."
    zh = "你使用单位账号登录，在这里没有密码。"


class NobodyToSignIn(PeopleError):
    en = (
        "BATON_HOST: others can reach {address}, and nobody has an account to sign in with. "
        "Run: baton user add NAME --admin, or: baton serve --setup"
    )
    zh = (
        "BATON_HOST：其他人可以访问 {address}，但还没有可以登录的账号。"
        "请运行：baton user add NAME --admin，或：baton serve --setup"
    )


class AccountsExist(PeopleError):
    en = "There are accounts already, so there is nothing to set up. A lost password: baton user password NAME"
    zh = "已经有账号，无需再设置。密码丢失时：baton user password NAME"


class SetupOver(PeopleError):
    en = "This link was used already or has expired. Whoever runs the server can make another: baton serve --setup"
    zh = "此链接已使用或已过期。请服务器管理员重新生成：baton serve --setup"


class NameOfAnother(PeopleError):
    en = (
        "There is already an account called {name} that is not linked to {provider}. "
        "Sign in with its password, then link it under “Password”; or ask an administrator."
    )
    zh = "已有名为“{name}”的账号，但尚未关联{provider}。请先用密码登录，再到“密码”页面关联；或联系管理员。"


class ProviderFailed(PeopleError):
    en = "Signing in with {provider} did not work ({reason}). Try again, or use your password."
    zh = "通过{provider}登录未成功（{reason}）。请重试，或改用密码登录。"


class AccountClosed(PeopleError):
    en = "This account was closed. An administrator can open it again."
    zh = "该账号已停用，可请管理员重新启用。"


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


class FirstAdministrator(PeopleError):
    en = "The first account must be an administrator's: from then on everybody signs in."
    zh = "第一个账号必须是管理员：添加之后，所有人都要登录。"


class LastAdministrator(PeopleError):
    en = "{name} is the only administrator. Make somebody else one first."
    zh = "{name} 是唯一的管理员，请先指定另一位管理员。"


class NoSuccessor(PeopleError):
    en = "{name} owns {count} sources. Name an active person who takes them over."
    zh = "{name} 名下有 {count} 份资料，请指定一位在职的接手人。"


class ClientNameTaken(PeopleError):
    en = "There is already a client called {name}."
    zh = "已有名为“{name}”的客户。"


class TitleTaken(PeopleError):
    en = "There is already a source called {name} in the same place."
    zh = "同一位置已有名为“{name}”的资料。"


class NoAccount(PeopleError):
    en = "This belongs to an account, and you came without one. Add one and sign in first."
    zh = "这项内容属于账号，而你还没有账号。请先添加账号并登录。"


class UnknownToken(PeopleError):
    en = "There is no such token."
    zh = "没有这个令牌。"


class TooManyRequests(PeopleError):
    en = "Too many requests. Try again in {seconds} s."
    zh = "请求过于频繁，请 {seconds} 秒后再试。"
