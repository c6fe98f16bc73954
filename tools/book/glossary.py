"""The glossary in English and French, gathered from the lists of terms that end the lessons: no term is written twice."""

from __future__ import annotations

import unicodedata

from tools.book.course import Course, escape, html_table, raw


def terms(course: Course) -> list[tuple[str, str, str, str]]:
    """English, French, one line, and the number of the lesson that explains the term first; sorted by the English term."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for lesson in course.lessons:
        for english, french, line in lesson.definitions:
            found.setdefault(english.lower(), (english, french, line, lesson.number))
    return sorted(found.values(), key=lambda term: _order(term[0]))


def _order(text: str) -> str:
    """Letters without accents and capitals, as a dictionary sorts them."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def english(course: Course) -> str:
    """HTML table from English to French."""
    rows = [(escape(en), f'<span lang="fr">{escape(fr)}</span>', escape(line), course.lesson_link(number)) for en, fr, line, number in terms(course)]
    return raw(html_table("Terms of the course, English first", ("English", "French", "In one line", "Lesson"), rows))


def french(course: Course) -> str:
    """HTML table from French to English."""
    rows = [(f'<span lang="fr">{escape(fr)}</span>', escape(en)) for en, fr, _, _ in sorted(terms(course), key=lambda term: _order(term[1]))]
    return raw(html_table("Terms of the course, French first", ('<span lang="fr">Français</span>', "English"), rows))
