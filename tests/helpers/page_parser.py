"""Reads a page in tests: its tags, and one section."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "line", "circle", "path", "hr"}


class Page(HTMLParser):
    """Collects tags, and fails on tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def section(text, name):
    return re.search(rf'<section id="{name}".*?</section>', text, flags=re.S)[0]
