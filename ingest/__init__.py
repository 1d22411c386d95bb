"""From a file to chunks. Knows no question, no answer, no screen."""
