"""How good the answers are: questions with known answers, asked, measured, reported and compared."""
