"""A question's walk: rewrite, retrieve, answer, history."""
