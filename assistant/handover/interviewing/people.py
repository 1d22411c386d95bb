"""How people are named in speech: 小周, 陈总, 财务的王姐, Linda in finance. Patterns, no dictionary of names.

What matches is called like a person, which does not prove that it is one: where a sentence says nothing else of
people (somebody is to be asked, knows, is in charge), it should not be used alone.
"""

from __future__ import annotations

_SURNAME = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐费薛雷贺汤罗毕郝安傅齐康"
    "伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包石崔"
    "程陆翁甄刘景龙叶黎白赖乔温庄曾欧司诸"
)
_TITLE = "总监|总|姐|哥|工|经理|老师|主管|主任|律师|会计|老板|先生|女士|店长|助理|部长|组长"
_DEPARTMENT = (
    "财务|法务|客服|设计|运营|投放|商务|市场|品牌|采购|仓库|仓储|物流|供应链|行政|人事|技术|产品|销售|媒介|公关|策划|文案|剪辑|直播"
    "|渠道|数据|质检|研发|电商|售后|媒体|制作|摄影"
)
PERSON_ZH = (
    rf"(?:[小老阿][{_SURNAME}]"
    rf"|[{_SURNAME}][\u4e00-\u9fff]?(?:{_TITLE})"
    rf"|[小阿][\u4e00-\u9fff](?=[。，,；;！!、\s]|$|那|更|最|比|管|负责|手|来|吧|或|和)"
    r")"
)
TEAM_ZH = rf"(?:(?:{_DEPARTMENT})(?:部门?|组|团队|同事|那边|的人|的同事|老师|小姐姐)?)"
# 陈总那边的王姐, 财务的王姐, 财务部王姐
WHO_ZH = (
    rf"(?:(?:(?:{PERSON_ZH}|{TEAM_ZH}|客户|品牌方|甲方|平台|总部)(?:那边|这边|部|组|团队|手下)?的?)?{PERSON_ZH}"
    rf"|(?:客户|品牌方|甲方|平台|总部)(?:那边|这边|部|组)?的?{TEAM_ZH}|{TEAM_ZH}|[A-Z][a-z]{{1,15}}(?![A-Za-z]))"
)
# A full name without a title is taken only where the words around it ask for a person: 问周妍, 周妍最清楚.
FULL_ZH = rf"[{_SURNAME}][\u4e00-\u9fff](?:[\u4e00-\u9fff](?=[。，,；;！!、\s]|$))?"

_CAPITAL = r"[A-Z][a-zA-Z'’-]{1,20}"
_TEAMS_EN = (
    "finance|legal|accounts?|accounting|design|creative|media|production|procurement|logistics|warehouse|support"
    "|customer service|hr|it|sales|marketing|brand|analytics|data|operations|ops|pr|compliance|ecommerce|the client"
)
NAME_EN = rf"(?:(?:Mr|Mrs|Ms|Dr)\.? )?{_CAPITAL}(?: (?:van |de |von )?{_CAPITAL})?"
PLACE_EN = (
    rf"(?:(?:in|from|on|at|over in|over at) (?:the )?(?:(?:{_TEAMS_EN})(?: (?:team|department|side))?|{_CAPITAL}))"
)
TEAM_EN = (
    rf"(?:(?:[Ss]omebody|[Ss]omeone|[Aa]nyone|[Tt]he (?:people|folks|guys|girls)) {PLACE_EN}"
    rf"|(?:[Tt]he )?(?:{_TEAMS_EN}) (?:team|department|desk|lead|manager|people))"
)
