"""The handover report: one document made from all that a handover holds, and the files it is written to."""
