"""The lessons as web pages: whole, described, and without a request to another host."""

import re

import pytest

from tools import make_book
from tools.lesson_frame import all_lessons


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages, built once into a folder of their own."""
    folder = tmp_path_factory.mktemp("site")
    make_book.build(folder)
    return folder


def test_every_lesson_has_a_page_that_the_front_page_links(site):
    """One page a lesson, and a front page with links that lead somewhere."""
    links = re.findall(r'href="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    assert links == [f"{lesson.path.stem}.html" for lesson in all_lessons()]
    assert all((site / link).exists() for link in links)


def test_pages_ask_nothing_of_other_hosts_and_describe_each_picture(site):
    """No script, style, font or picture comes from elsewhere; every picture has its words; the language is declared."""
    for lesson in all_lessons():
        text = (site / f"{lesson.path.stem}.html").read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="https?://[^"]+"', text), lesson.path.name
        assert not re.search(r"@import|url\(\s*['\"]?https?:", text), lesson.path.name
        descriptions = re.findall(r'<img alt="([^"]*)"', text)
        assert descriptions
        assert all(len(words) > 40 for words in descriptions)
        assert '<html lang="en">' in text
