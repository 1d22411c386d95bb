"""Who may see what. Today: one person on one machine, and the Scope they search in."""
