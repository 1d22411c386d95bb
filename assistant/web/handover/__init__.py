"""The Handover tab, a file to each of its parts."""
