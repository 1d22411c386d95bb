"""Every word the pages say, by part of the page: key: (English, Chinese). Put together in text.py."""
