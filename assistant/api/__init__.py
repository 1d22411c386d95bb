"""The HTTP API: a noun to a file, put together in site.py."""
