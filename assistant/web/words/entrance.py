"""Words of in front of Baton: sign-in, setup, passwords. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    # in front of Baton: sign-in, setup, passwords
    "door.sign_in": ("Sign in", "登录"),
    "door.name": ("Name", "用户名"),
    "door.password": ("Password", "密码"),
    "door.forgotten": (
        "Password forgotten? An administrator can give you a new one.",
        "忘记密码？请管理员为你重置。",
    ),
    "door.signed_out": ("You are signed out.", "已退出登录。"),
    "door.not_set_up": (
        "Nobody has an account yet. Open the setup link that the server printed when it started.",
        "还没有任何账号。请打开服务器启动时给出的设置链接。",
    ),
    "door.or": ("or", "或"),
    "door.with": ("Sign in with {provider}", "使用{provider}登录"),
    "door.link": ("Also sign in with {provider}", "关联{provider}，以后可用它登录"),
    "door.linked": ("Linked. From now on you can sign in either way.", "已关联，以后两种方式都能登录。"),
    "door.to_sign_in": ("To the sign-in page", "返回登录页"),
    "door.change": ("Change password", "修改密码"),
    "door.must_change": (
        "Somebody else chose the password you signed in with. Choose one that only you know.",
        "你登录用的密码是别人设置的。请换成只有你知道的密码。",
    ),
    "door.current": ("Current password", "当前密码"),
    "door.new_password": ("New password", "新密码"),
    "door.again": ("The same once more", "再次输入新密码"),
    "door.rules": (
        "At least {least} characters; several words make a good one.",
        "至少 {least} 个字符，用几个词连起来更好记，也更安全。",
    ),
    "door.differ": ("The two new passwords differ.", "两次输入的新密码不一致。"),
    "door.save": ("Change password", "修改密码"),
    "door.changed": (
        "Your password is changed, and your other sign-ins have ended.",
        "密码已修改，其他设备上的登录已失效。",
    ),
    "door.no_password": (
        "You sign in with your organisation's account; there is no password here.",
        "你使用单位账号登录，在这里没有密码。",
    ),
    "door.back": ("Back to Baton", "返回接棒"),
    "door.setup": ("Set Baton up", "设置接棒"),
    "door.setup_what": (
        "Make the first account. It administers: it adds people and clients, and decides who sees what.",
        "创建第一个账号，即管理员：添加用户和客户，并决定谁能看到什么。",
    ),
    "door.make": ("Make the account", "创建账号"),
}
