"""People make the library better: they name speakers, correct lines, and keep a glossary."""
