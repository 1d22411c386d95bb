"""Words of the interview and its cards. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    # the list
    "interview.what": (
        "Baton asks about what the handover still lacks, ten to twenty minutes at a time. Stop whenever you like and "
        "come back later. Until you agree to the cards, nobody but you can read a word of it.",
        "接棒会针对交接里还缺的内容向你提问，一次 10～20 分钟，随时可以停下，回来接着聊。"
        "在你确认收录之前，谈话内容只有你自己看得到。",
    ),
    "interview.asked_by": ("{name} asks you for an interview", "{name}邀请你做一次访谈"),
    "interview.asked_about": ("About: {items}", "想了解：{items}"),
    "interview.asked_anything": ("About whatever is missing", "想了解：目前缺的内容"),
    "interview.begin_asked": ("Begin", "开始访谈"),
    "interview.decline": ("Not now", "暂不参加"),
    "interview.mine": ("Your interviews", "我的访谈"),
    "interview.state_open": ("Under way", "进行中"),
    "interview.state_review": ("Cards to look at", "卡片待确认"),
    "interview.state_consented": ("In the library", "已收录"),
    "interview.state_withdrawn": ("Withdrawn", "已撤回"),
    "interview.spent": ("{minutes} of about {wanted} minutes", "已聊 {minutes} 分钟 / 约 {wanted} 分钟"),
    "interview.cards_in": ("{count} cards", "{count} 张卡片"),
    "interview.resume": ("Go on", "继续"),
    "interview.to_cards": ("Look at the cards", "查看卡片"),
    "interview.discard": ("Delete the draft", "删除草稿"),
    "interview.open_source": ("Open", "打开"),
    "interview.open_restricted": ("Open (managers only)", "打开（仅负责人）"),
    "interview.withdraw": ("Withdraw", "撤回"),
    "interview.source_gone": ("removed from the library", "已从资料库删除"),
    # beginning
    "interview.new": ("A new interview", "新的访谈"),
    "interview.about": ("What about?", "聊什么？"),
    "interview.topic_gaps": ("What the handover lacks", "交接还缺的内容"),
    "interview.topic_gaps_what": (
        "The most wanted first, or what you choose below",
        "先问最要紧的，也可以在下面自己选",
    ),
    "interview.topic_decisions": ("My own decisions", "我做过的决定"),
    "interview.topic_decisions_what": (
        "Moments of meetings and chats in which you decided something",
        "会议和聊天里由你拍板的那些时刻",
    ),
    "interview.topic_crisis": ("A crisis", "一次危机"),
    "interview.topic_crisis_what": (
        "Step by step: the signals, what you weighed, what a newcomer would have got wrong",
        "一步步回顾：看到了什么信号、权衡过什么、换成新人容易错在哪",
    ),
    "interview.choose": ("Choose single points", "挑选具体条目"),
    "interview.in_section": ("{count} points", "{count} 项"),
    "interview.thin": ("thin", "内容单薄"),
    "interview.minutes": ("How long?", "聊多久？"),
    "interview.minutes_option": ("About {minutes} minutes", "约 {minutes} 分钟"),
    "interview.called": ("Your name in recordings", "你在录音和聊天里的名字"),
    "interview.called_what": ("If it differs from the name of your account", "与账号名不同时填写"),
    "interview.name": ("Your name", "你的名字"),
    "interview.start": ("Begin the interview", "开始访谈"),
    # the conversation
    "interview.back": ("All interviews", "返回访谈列表"),
    "interview.pace": ("Question {number} · {subjects} subjects so far", "第 {number} 问 · 已聊 {subjects} 个话题"),
    "interview.why": ("Why am I asked this?", "为什么问这个？"),
    "interview.why_none": (
        "The handover needs “{title}”, and nothing in the library tells of it yet.",
        "交接需要“{title}”，但资料库里还没有相关内容。",
    ),
    "interview.why_thin": (
        "What the library holds on “{title}” is too thin to work by.",
        "关于“{title}”，资料库里的内容还不足以让接手的人照着做。",
    ),
    "interview.why_asked": (
        "Somebody asked “{question}”, and no source answers it.",
        "有人问过“{question}”，资料里没有答案。",
    ),
    "interview.why_moment": (
        "You said or wrote this yourself, and the library does not hold what was behind it.",
        "这是你自己说过或写过的话，背后的考虑资料库里没有记录。",
    ),
    "interview.why_probe": (
        "Your answer is a beginning. With {aspect} somebody else can act on it.",
        "刚才的回答还差一点：补上{aspect}，别人才能照着做。",
    ),
    "interview.why_more": (
        "To be sure that somebody else can act on what you said.",
        "想再确认一下，让别人能照着你说的去做。",
    ),
    "interview.why_referral": ("What you do not know, somebody else may.", "你不了解的部分，也许别人清楚。"),
    "interview.why_closing": ("So that nothing important is left out.", "避免漏掉重要的事。"),
    "interview.aspect_rule": ("a rule to go by", "判断的规则"),
    "interview.aspect_reason": ("the reason", "原因"),
    "interview.aspect_example": ("an example", "一个例子"),
    "interview.aspect_number": ("a number", "具体数字"),
    "interview.aspect_person": ("who", "具体的人"),
    "interview.aspect_time": ("when", "时间"),
    "interview.aspect_exception": ("the exceptions", "例外情况"),
    "interview.question_gone": (
        "The source that this question was about has been removed. Please skip it.",
        "这个问题所依据的资料已被删除，请跳过。",
    ),
    "interview.open_moment": ("Open it where it stands", "打开原文"),
    "interview.answer": ("Your answer", "你的回答"),
    "interview.answer_like": (
        "As you would tell a colleague across the table.",
        "就像和对面的同事讲一样，想到什么说什么。",
    ),
    "interview.send": ("Send", "发送"),
    "interview.send_keys": ("Ctrl + Enter sends", "Ctrl + Enter 发送"),
    "interview.skip": ("Skip", "跳过"),
    "interview.not_me": ("I don't know, but somebody does", "我不清楚，有人知道"),
    "interview.who_knows": ("Who knows?", "谁清楚？"),
    "interview.send_who": ("Note the name", "记下"),
    "interview.change_last": ("Change my last answer", "修改上一个回答"),
    "interview.end": ("Enough for now: make the cards", "先聊到这里，整理卡片"),
    "interview.pause": (
        "Leave whenever you like: this question waits for you.",
        "随时可以离开，下次回来还从这个问题继续。",
    ),
    "interview.enough": ("That is enough.", "聊得差不多了。"),
    "interview.enough_what": (
        "From what you said Baton writes cards, in your own words. You look at each before anybody else does.",
        "接下来会用你的原话整理成卡片，由你先逐张核对，别人才看得到。",
    ),
    "interview.more": ("Talk ten minutes more", "再聊十分钟"),
    "interview.make_cards": ("Make the cards", "整理卡片"),
    # voice
    "dictation.speak": ("Speak", "语音回答"),
    "js.dictation_speak": ("Speak", "语音回答"),
    "js.dictation_stop": ("Stop, and write it down", "说完了，转成文字"),
    "js.dictation_listening": ("Listening…", "正在听……"),
    "js.dictation_writing": ("Writing down what you said…", "正在转成文字……"),
    "js.dictation_check": (
        "Please look it over before you send it: recognition makes mistakes with names and numbers.",
        "发送前请核对一遍：人名和数字容易识别错。",
    ),
    "js.dictation_insecure": (
        "Browsers lend the microphone only to https pages and to the machine itself. Type your answer, open Baton as "
        "http://localhost:{port} on the machine it runs on, or ask its administrator for https.",
        "浏览器只允许 https 页面或本机页面使用麦克风。请打字回答，或在运行接棒的电脑上打开 http://localhost:{port}，"
        "也可以请管理员启用 https。",
    ),
    "js.dictation_unsupported": (
        "This browser cannot record. Type your answer, or use a current Chrome, Edge, Firefox or Safari.",
        "这个浏览器不支持录音。请打字回答，或换用新版 Chrome、Edge、Firefox 或 Safari。",
    ),
    "js.dictation_nothing": (
        "Nothing was understood. Try again closer to the microphone.",
        "没有听清，请靠近麦克风再说一次。",
    ),
    # the cards
    "interview.review": ("Look at your cards", "核对卡片"),
    "interview.review_what": (
        "Written from your own words. Change what is not right, leave out what should not go on, limit to managers "
        "what only they should read.",
        "以下内容整理自你的原话。不准确的请直接修改；不想留下的选择“不收录”；只适合负责人看的选择“仅负责人可见”。",
    ),
    "interview.no_cards": (
        "Nothing was said that a card could be made of. Go on with the interview, or delete the draft.",
        "目前的谈话还整理不出卡片。可以回去接着聊，或者删除草稿。",
    ),
    "interview.card_title": ("Title", "标题"),
    "interview.part_situation": ("Situation", "情形"),
    "interview.part_signs": ("Signs", "信号"),
    "interview.part_decision": ("What to do", "做法"),
    "interview.part_why": ("Why", "原因"),
    "interview.part_exceptions": ("Exceptions", "例外"),
    "interview.part_ask": ("Whom to ask", "找谁"),
    "interview.add_parts": ("Add something", "补充"),
    "interview.withhold": ("Leave out", "不收录"),
    "interview.restrict": ("Managers only", "仅负责人可见"),
    "interview.card_from": ("From {place}", "出处：{place}"),
    "interview.consent": ("Your consent", "确认收录"),
    "interview.consent_kept": (
        "What you keep enters the library under your name and may be quoted in answers to the members of {client}.",
        "保留的卡片会以你的名义进入资料库，{client}的成员提问时可能会引用。",
    ),
    "interview.consent_gone": (
        "What you leave out is deleted for good, and so are all your answers as you gave them.",
        "不收录的卡片，以及你在访谈中的全部原始回答，会被永久删除。",
    ),
    "interview.consent_later": (
        "You can withdraw later, for as long as you are a member here.",
        "只要你还是成员，以后随时可以撤回。",
    ),
    "interview.agree": ("I have looked at the cards and agree to this.", "我已核对全部卡片，同意按上述方式收录。"),
    "interview.do_consent": ("Put them into the library", "收录到资料库"),
    "interview.back_to_questions": ("Back to the questions", "回去接着聊"),
    # afterwards
    "interview.done": ("Thank you. {count} cards are in the library.", "谢谢，{count} 张卡片已收录。"),
    "interview.done_none": (
        "Nothing was put into the library, and all that was said is deleted.",
        "没有收录任何卡片，谈话内容已全部删除。",
    ),
    "interview.done_what": (
        "Answers that quote them say that you verified them. Your answers as you gave them are deleted.",
        "引用这些卡片的回答会标明由你核实。你在访谈中的原始回答已删除。",
    ),
    "interview.withdrawn": (
        "You withdrew this interview. Nothing of it is left in the library.",
        "你已撤回这次访谈，资料库里不再有它的任何内容。",
    ),
    "interview.referrals": ("Who else knows", "还可以问谁"),
    "interview.referral_question": (
        "What should the next team know about “{about}”?",
        "关于“{about}”，接手的人需要知道什么？",
    ),
    "interview.ask_them": ("Send them a question", "向 TA 提问"),
    "interview.invite_them": ("Ask them for an interview", "邀请访谈"),
    # for managers
    "interview.held": ("Who was interviewed", "访谈情况"),
    "interview.held_none": ("Nobody yet.", "还没有人做过访谈。"),
    "interview.held_what": (
        "Only that there is an interview, and how much came of it. What was said is the person's own until they agree.",
        "这里只显示有没有访谈、收录了多少。在本人同意之前，谈话内容只有 TA 自己看得到。",
    ),
    "interview.invited": ("Asked, not begun", "已邀请，尚未开始"),
    "interview.take_back": ("Take back", "取消邀请"),
    "interview.invite": ("Ask somebody for an interview", "邀请成员做访谈"),
    "interview.invite_whom": ("Whom", "成员"),
    "interview.invite_what": ("About", "内容"),
    "interview.invite_anything": ("Whatever is missing", "目前缺的内容"),
    "interview.invite_send": ("Ask", "发出邀请"),
    "interview.choose_one": ("Choose", "请选择"),
    # said by the scripts
    "js.interview_confirm_discard": (
        "Delete this draft with all that you said in it? It cannot be brought back.",
        "删除这份草稿以及其中说过的全部内容？删除后无法恢复。",
    ),
    "js.interview_confirm_withdraw": (
        "Withdraw this interview? Its cards are removed from the library for good.",
        "撤回这次访谈？它的卡片会从资料库永久删除。",
    ),
    "js.interview_chosen": ("{count} chosen", "已选 {count} 项"),
    "js.interview_saved": ("Saved", "已保存"),
    "js.interview_empty": (
        "Write or speak an answer first, or skip the question.",
        "请先写下或说出回答，也可以跳过这一问。",
    ),
    "js.interview_invited": ("{name} is asked.", "已向{name}发出邀请。"),
    "js.interview_agree_first": ("Tick the box first.", "请先勾选同意。"),
    # what goes with a person who is erased
    "js.erase_interviews": ("Interviews", "访谈"),
    "js.erase_interview_requests": ("Requests for an interview", "访谈邀请"),
    # what was done
    "did.told.interview_begun": ("began an interview", "开始了一次访谈"),
    "did.told.interview_discarded": ("deleted the draft of an interview", "删除了一份访谈草稿"),
    "did.told.interview_consented": ("agreed to the cards of an interview", "同意收录一次访谈的卡片"),
    "did.told.interview_withdrawn": ("withdrew an interview", "撤回了一次访谈"),
    "did.told.interview_asked": ("asked somebody for an interview", "邀请成员做访谈"),
}
