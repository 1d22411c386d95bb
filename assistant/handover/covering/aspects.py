"""Which aspects of an account a text holds: a rule, a reason, an example, a number, a person, a time, an exception.

By words and patterns in Chinese and English, stricter than what the answerer reads as a hint (chat/cues.py): there
"to do" is a reason, here it has to be said that it is one. Knows no grammar; a text may hold what is not found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.handover.interviewing.model import Aspect

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐费薛雷贺汤罗郝傅齐"
    "康顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁杜阮蓝季贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫丁邓洪石崔程陆翁"
    "于甄刘景叶黎白赖乔温庄曾欧关"
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|august|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_COUNTED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
    r"|thousand|half)"
)

_PATTERNS: Mapping[Aspect, str] = {
    Aspect.RULE: r"千万|别(?:用|提|叫|发|说|在)|不含|口径|必[须查备做先]|缺一|照这个|就[停去报找打]|再往上|一律"
    r"|不得|不能|不许|不要|禁止|务必|都要|才能|才可|先.{0,30}再|凡是|只要|如果|一旦|超过|低于|以内|上限|下限"
    r"|原则|规则|流程|标准|默认|统一|优先|每[周月日天次季年单条]|由.{1,12}(?:审|批|定|负责|确认)|按.{1,16}(?:执行"
    r"|处理|走|算|来)"
    r"|\b(?:must|always|never|should|shall|need(?:s)? to|has to|have to|if|when(?:ever)?|unless|until|only"
    r"|no (?:more|less)"
    r"|at (?:most|least)|rule|policy|standard|first|then|every|do not|don['’]t|may not|cap(?:ped)?|counted|above"
    r"|below|over|under"
    r"|within)\b",
    Aspect.REASON: r"因为|由于|原因|为了|所以|因此|因而|以免|免得|否则|不然|鉴于|出于|考虑到|导致|是怕|怕的是|目的"
    r"|理由|之所以|教训|根因|嫌|担心|怕"
    r"|\b(?:because|since (?:the|they|it|he|she|we)|due to|so that|so (?:the|they|we|it|he|she|nobody|people)"
    r"|therefore|reasons?|in order to"
    r"|otherwise|that['’]s why|which is why|why (?:we|they|it|he|she)|as a result|owing to|to avoid|lest|or else"
    r"|the point is|root cause|fears?|afraid|worried"
    r"|lesson|after (?:we|they|it) (?:lost|missed|got|had|were|was))\b",
    Aspect.EXAMPLE: r"比如|例如|譬如|[“\"「《][^”\"」》\n]{2,60}[”\"」》]|代表作|典型|上[次回周]|上个?[月季]"
    r"|[一二三四五六七八九十]+月(?:份)?[^\d]|实例|带来|那次|有一次|有一回|当时|去年|案例|举例|曾经"
    r"|\d{1,2}\s*月.{0,24}(?:发生|出现|做过|试过|测过|停|爆)"
    r"|\b(?:for (?:example|instance)|e\.g\.|such as|typical|last (?:time|year|spring|summer|autumn|winter|month"
    r"|quarter)|once|case|sold|back in"
    rf"|in {_MONTHS}|back in|when (?:we|they|he|she) \w+ed)\b",
    Aspect.NUMBER: r"\d+(?:[.,]\d+)*\s*(?:%|％|元|万|亿|块|个|条|次|人|天|小时|分钟|秒|周|月|倍|折|页|份|家|位|k\b"
    r"|m\b|K\b|W\b|w\b)"
    r"|[一二两三四五六七八九]+[百千万]|[一二两三四五六七八九十百千]+(?:个|条|次|人|天|小时|分钟|周|倍|折|万|成|家"
    r"|位|轮)|百分之|[¥￥$€£]\s*\d|ROI\D{0,6}\d"
    rf"|\b\d+(?:[.,]\d+)*\s*(?:%|percent|per cent|rmb|cny|usd|eur|k\b|m\b|[a-z]+s\b)|\b{_COUNTED}\s+(?:percent"
    rf"|[a-z]+s)\b|\b\d{{2,}}\b",
    Aspect.PERSON: rf"(?<![\u4e00-\u9fff])[{_SURNAMES}](?:总监|总|姐|哥|老师|工|经理|律师|女士|先生|主任|老板|会计"
    rf"|编导|导)"
    rf"|(?:^|[^\u4e00-\u9fff]|[由给找叫和跟是让归对问于])(?:编导|设计|主管|投手|客服|财务|市场部"
    rf"|客户)*(?:[小老阿](?![时组程红店二样客师款品用额包图众型里于心结步说猫米])[\u4e00-\u9fff])|达人|博主|女性"
    rf"|男性|岁"
    rf"|(?:全组|客服|仓库|内容组|投放组|运营|我方|客户|市场部|法务|财务|厂家)(?:在用|付费|负责|签|审|批)"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:在|来)?(?:跟|和|、)"
    r"|(?:^|\n)[A-Z][a-z]{2,}[,:] |\b(?!(?:It|This|That|There|What|Who|She|One|Which|Here|Monday|Tuesday"
    r"|Friday)\b)[A-Z][a-z]{2,} (?:is on it|owns it|does)"
    rf"|\b(?:women|men|aged|buyers are|customers are)\b|[{_SURNAMES}](?:总监|总|姐|哥|老师|经理|律师|女士|先生"
    rf"|会计)|[小老阿][{_SURNAMES}\u4e00-\u9fff](?=[负管在对说去来拍定审批、，。（(的])"
    r"|(?:负责人|对接人|联系人|接口人|管理员|审批人)(?:是|为|[:：])\s*\S|由\s*(?!上面|领导|客户|大家|我们|他们|谁|团队|公司|平台)[A-Z\u4e00-\u9fff]{2,8}\s*(?:负责|审"
    r"|批|对接|拍板|确认|跟)"
    rf"|(?:找|问|联系|给|@)\s*(?:[A-Z][a-z]+|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})|[A-Z][a-z]{{2,}}(?=\s*(?:负责|在"
    rf"|说|管|审|批|拍板|是|对接|和))"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:负责|对接|拍板|审批|管|审|（|\()"
    r"|\b(?:Mr|Ms|Mrs|Dr)\.? [A-Z]|\b(?:ask|call|contact|ping|tell|with|to|by|from|via|and|is|owner:?|lead:?"
    r"|contact:?) (?!(?:The|This|Our|On|In|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|"
    r"November|December|Douyin|TikTok|Google|Meta|Taobao|Tmall|Xiaohongshu|WeChat|Feishu|Instagram|Facebook|Drive"
    r"|Excel|Shopify)\b)[A-Z][a-z]{2,}\b"
    r"|\b[A-Z][a-z]{2,} (?:owns|approves|signs|decides|handles|runs|holds|leads|manages|keeps|has|answers|books"
    r"|pays|is (?:the|our|their|responsible))\b"
    r"|\b[A-Z][a-z]{2,} [A-Z][a-z]{2,}(?= |,|\)| \()",
    Aspect.TIME: rf"\d{{4}}\s*年|\d{{1,2}}\s*月|\d{{1,2}}\s*[日号]|\d{{1,2}}\s*[点时](?!候)|\d{{1,2}}[:：]\d{{2}}"
    rf"|[周星期]+[一二三四五六日天末]|每[周月日天季年]"
    rf"|上午|下午|早上|晚上|中午|[月周季年]底|月初|季度|\d+\s*(?:个)?(?:小时|分钟|天|周|个月|年)"
    rf"|[一二两三四五六七八九十半]+(?:个)?(?:小时|分钟|天|周|月|年)"
    rf"|\b(?:{_DAYS}|{_MONTHS} \d|\d{{1,2}} {_MONTHS}|in {_MONTHS}|by {_MONTHS}|until {_MONTHS}|20\d\d|Q[1-4]"
    rf"|\d{{1,2}}(?::\d{{2}})? ?[ap]m|\d{{1,2}}:\d{{2}}|daily|weekly|monthly"
    rf"|quarterly|every (?:day|week|month|quarter|year|morning|evening)|noon|(?:\d+|{_COUNTED})[ -](?:working "
    rf"|business )?(?:minute|hour|day|week|month|year)s?)\b",
    Aspect.EXCEPTION: r"除非|除了|例外|特殊情况|但如果|但是如果|不适用|破例|除外|大促(?:期间)?除外"
    r"|\b(?:unless|except(?:ion|ions|ing)?|other than|apart from|does not apply|but if|with the exception)\b",
}
_SAID = {
    aspect: re.compile(pattern, 0 if aspect is Aspect.PERSON else re.IGNORECASE)
    for aspect, pattern in _PATTERNS.items()
}


def said(text: str) -> frozenset[Aspect]:
    """The aspects that `text` holds."""
    return frozenset(aspect for aspect, pattern in _SAID.items() if pattern.search(text))
