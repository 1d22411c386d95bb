"""Why a question or command could not be carried out, in words a person may be shown.

AssistantError
├── BadKey, ModelTimeout, RateLimited, ContextTooLong, ModelUnavailable, UncitedAnswer   the chat model's failures
│   SearchOrderKept, ClaimsRemoved           what it wrote stands, in part or without its help in searching
├── UnknownSource, UnknownSpace, UnknownConversation, NothingToDo
├── LinkExpired, OriginalGone, NoSuchPlace, PassageNotThere, StillAtWork   a source's file and its masking
├── NothingShared, SharedAcrossClients, SharesRestricted   why a conversation is not shared; NothingToJudge
├── BodyTooLarge
├── InvalidRequest, UnknownAddress, WrongMethod, Unexpected   the API was not called as it is described, or has a bug
├── DataFolderBusy                          another Baton owns the data folder
├── Unreachable, NoBatonThere, OlderServer, TokenRefused   the Baton that a terminal or MCP bridge talks to
└── SettingsError                           the environment or .env asks for something impossible
"""

from __future__ import annotations

from vectorstore.errors import BatonError


class AssistantError(BatonError):
    """A question or command that could not be carried out."""


class ChatModelError(AssistantError):
    """The chat model failed; the extractive answer takes its place. Raised with `model=` and `reason=`."""


class BadKey(ChatModelError):
    en = "{model} refused the key. Check OPENAI_API_KEY. This answer is quoted from the sources instead."
    zh = "{model} 拒绝了密钥，请检查 OPENAI_API_KEY。以下改为直接摘录资料原文。"


class ModelTimeout(ChatModelError):
    en = "{model} did not answer in time. This answer is quoted from the sources instead."
    zh = "{model} 超时未应答。以下改为直接摘录资料原文。"


class RateLimited(ChatModelError):
    en = "{model} is over its rate limit or out of credit. This answer is quoted from the sources instead."
    zh = "{model} 触发限流或余额不足。以下改为直接摘录资料原文。"


class ContextTooLong(ChatModelError):
    en = "The sources are too long for {model}; lower BATON_EVIDENCE_TOKENS. This answer is quoted from them instead."
    zh = "资料超出 {model} 的上下文长度，请调小 BATON_EVIDENCE_TOKENS。以下改为直接摘录资料原文。"


class ModelUnavailable(ChatModelError):
    en = "{model} could not be reached ({reason}). This answer is quoted from the sources instead."
    zh = "无法连接 {model}（{reason}）。以下改为直接摘录资料原文。"


class UncitedAnswer(ChatModelError):
    en = "{model} cited no source, so what it wrote is not shown. This answer is quoted from the sources instead."
    zh = "{model} 的回答没有引用资料，因此不予显示。以下改为直接摘录资料原文。"


class SearchOrderKept(ChatModelError):
    en = "{model} could not sort what was found ({reason}); the search's own order was kept."
    zh = "{model} 没能给检索结果排序（{reason}），沿用检索的顺序。"


class ClaimsRemoved(ChatModelError):
    en = "{count} sentences that the sources do not carry were taken out of what {model} wrote."
    zh = "{model} 的回答中有 {count} 句没有资料支持，已经删去。"


class UnknownSource(AssistantError):
    en = "There is no source {source}. List them with: baton sources"
    zh = "没有这份资料：{source}。可用 baton sources 查看列表"


class UnknownSpace(AssistantError):
    en = "There is no client called {space}. Known: {known}"
    zh = "没有名为“{space}”的客户。现有：{known}"


class UnknownConversation(AssistantError):
    en = "There is no such conversation."
    zh = "没有这段对话。"


class NothingShared(AssistantError):
    en = "There is nothing to share yet: ask something first."
    zh = "还没有可以分享的内容，请先提问。"


class SharedAcrossClients(AssistantError):
    en = (
        "This conversation was asked across {count} clients, so it cannot be shared. "
        "Choose one client below the question, ask again in a new conversation, and share that one."
    )
    zh = "这段对话查过 {count} 个客户的资料，不能分享。请在提问框下方选定一个客户，新建对话重新提问后再分享。"


class SharesRestricted(AssistantError):
    en = "Answers of this conversation rest on sources that only managers of {space} may see, so it cannot be shared."
    zh = "这段对话的回答用到了“{space}”中仅负责人可见的资料，不能分享。"


class NothingToJudge(AssistantError):
    en = "There is no such answer here, or you may not read it any more."
    zh = "没有这条回答，或你已无权查看。"


class LinkExpired(AssistantError):
    en = "This link has run out, or was made for somebody else. Open the source again."
    zh = "这个链接已失效，或不是为你生成的。请重新打开资料。"


class OriginalGone(AssistantError):
    en = "The file itself is no longer kept here; its text still is."
    zh = "原文件已不再保留，文字内容仍可查看和检索。"


class NoSuchPlace(AssistantError):
    en = "There is no such place in this source any more. Open it again."
    zh = "资料里已没有这一处，请重新打开。"


class PassageNotThere(AssistantError):
    en = "Choose a passage of one line, of at least {least} characters, as it stands there."
    zh = "请原样选取同一段里的文字，至少 {least} 个字。"


class StillAtWork(AssistantError):
    en = "{source} is being read at the moment. Try again when it is done."
    zh = "{source} 正在处理，请等处理完成后再试。"


class BodyTooLarge(AssistantError):
    en = "The request is larger than {limit} MiB."
    zh = "请求超过 {limit} MiB。"


class Forbidden(AssistantError):
    en = "This is only for whoever sits at the machine that Baton runs on, or for Baton's own pages."
    zh = "只有在 Baton 所在机器上的人、或 Baton 自己的页面才能这样操作。"


class NothingToDo(AssistantError):
    en = "{what}: nothing to take in was found there."
    zh = "{what}：没有找到可以收录的文件。"


class InvalidRequest(AssistantError):
    en = "The request is not as the API describes it: {what}. See /api/docs."
    zh = "请求不符合接口说明：{what}。详见 /api/docs。"


class UnknownAddress(AssistantError):
    en = "There is nothing at {path}. See /api/docs."
    zh = "{path} 不存在，可用的接口见 /api/docs。"


class WrongMethod(AssistantError):
    en = "{method} is not possible here, only {allowed}."
    zh = "这里不支持 {method}，可用的是 {allowed}。"


class Unexpected(AssistantError):
    en = "Something went wrong in Baton. Whoever runs it finds the reason in its log under {request}."
    zh = "Baton 内部出错，管理员可用编号 {request} 在日志中查到原因。"


class DataFolderBusy(AssistantError):
    en = "{folder} is in use by another Baton (process {pid}) that does not answer. Stop it and try again."
    zh = "{folder} 正被另一个 Baton（进程 {pid}）占用且无应答。请停止它后重试。"


class Unreachable(AssistantError):
    en = "{url} does not answer ({reason}). Check that Baton runs there and that BATON_SERVER is its address."
    zh = "{url} 没有应答（{reason}）。请确认 Baton 正在那里运行，且 BATON_SERVER 填写正确。"


class NoBatonThere(AssistantError):
    en = "What answers at {url} is not Baton ({reason}). Check BATON_SERVER: the address people open, without a path."
    zh = "{url} 上应答的不是 Baton（{reason}）。请检查 BATON_SERVER：应为大家打开 Baton 的地址，不带路径。"


class OlderServer(AssistantError):
    en = "The Baton at {url} is older than this one and does not know how to do this. Have it updated."
    zh = "{url} 上的 Baton 版本较旧，不支持这项操作，请先升级服务器。"


class TokenRefused(AssistantError):
    en = "{url} wants a valid token. Yours is missing, incomplete, expired or revoked: make one there, set BATON_TOKEN."
    zh = "{url} 需要有效的令牌：当前令牌缺失、不完整、已过期或已撤销。请在其页面上新建，并填入 BATON_TOKEN。"


class SettingsError(AssistantError):
    en = "{name}: {reason}"
    zh = "{name}：{reason}"
