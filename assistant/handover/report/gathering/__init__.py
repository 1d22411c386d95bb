"""Reading what a report tells, noun by noun, as somebody of the report's readers would."""
