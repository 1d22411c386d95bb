"""The handover itself: what is missing found, those who know asked, and all of it handed on.

records/ keeps; the files here decide, each for one noun, and take a Visit. Never imports ingest: what is captured
reaches it through a callable that build.py passes in.
"""
