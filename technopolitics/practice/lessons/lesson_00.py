"""Lesson 00, start here: exercises and the first prediction."""

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction
from technopolitics.practice.judging import Choice, Name, Number


def in_all_three():
    actors = load("actors")
    everywhere = actors[(actors["n_portrait"] > 0) & (actors["n_techrocks"] > 0) & (actors["n_engage"] > 0)]
    return len(everywhere)


PREDICTIONS = [
    Prediction(
        key="00-all-three",
        question="How many actors are named in all three documents?",
        kind=Number("actors"),
        answer=in_all_three,
        surprise="Three texts about the same work, and nearly no name in common.",
    ),
]


def companies():
    actors = load("actors")
    return len(actors[actors["kind"] == "company"])


def mentions_of_companies():
    actors = load("actors")
    return actors[actors["kind"] == "company"]["n_total"].sum()


def country_of_most_companies():
    actors = load("actors")
    firms = actors[actors["kind"] == "company"]
    return firms["country"].value_counts().idxmax()


def country_of_most_actors():
    return load("actors")["country"].value_counts().idxmax()


def density():
    actors = load("actors")
    documents = load("seed_documents").set_index("seed")
    firms = actors[actors["kind"] == "company"]
    return 1000 * firms["n_techrocks"].sum() / documents.loc["techrocks", "n_words"]


def density_of_everything():
    return 1000 * load("actors")["n_techrocks"].sum() / load("seed_documents").set_index("seed").loc["techrocks", "n_words"]


def density_of_rows():
    actors = load("actors")
    rows = len(actors[(actors["kind"] == "company") & (actors["n_techrocks"] > 0)])
    return 1000 * rows / load("seed_documents").set_index("seed").loc["techrocks", "n_words"]


def density_of_long_mentions():
    actors = load("actors")
    firms = actors[actors["kind"] == "company"]
    return 1000 * firms["n_total"].sum() / load("seed_documents").set_index("seed").loc["techrocks", "n_words"]


def density_per_word():
    return density() / 1000


def density_per_hundred_words():
    return density() / 10


def density_of_all_documents():
    actors = load("actors")
    firms = actors[actors["kind"] == "company"]
    return 1000 * firms["n_total"].sum() / load("seed_documents")["n_words"].sum()


def count_alone():
    actors = load("actors")
    return actors[actors["kind"] == "company"]["n_techrocks"].sum()


def hole():
    # The rule of the course (see "Decisions" in tp.about): an empty cell is a value that is not known.
    return "b"


EXERCISES = [
    Exercise(
        key="00-companies",
        kind=Number("rows", tolerance=0),
        answer=companies,
        hints=(
            "You have seen how to keep the rows of the kind law. Do the same for company.",
            "len counts the rows of what the brackets keep.",
            'n_companies = len(actors[actors["kind"] == "company"])',
        ),
        why="The brackets keep the rows in which the condition is true, and len counts them.",
        mistakes=(
            Mistake(lambda: len(load("actors")), "This is the number of all actors. Keep the rows of the kind company first."),
            Mistake(mentions_of_companies, "This is the number of mentions of companies. The question asks for rows: one row is one company."),
        ),
    ),
    Exercise(
        key="00-country",
        kind=Name("a country code", known=lambda: load("actors")["country"].dropna()),
        answer=country_of_most_companies,
        hints=(
            'Two moves that you have seen: keep the companies (call them firms), then count the values of the column "country".',
            'value_counts counts how often each value stands in a column: firms["country"].value_counts()',
            "The first line of that result has the largest count. Write the code that stands there between quotation marks.",
        ),
        why="value_counts counts each value of a column and puts the largest first; idxmax gives its name.",
        mistakes=(Mistake(country_of_most_actors, "This country has the most actors of all kinds. Keep the companies only."),),
    ),
    Exercise(
        key="00-density",
        kind=Number("mentions per thousand words", tolerance=0.05),
        answer=density,
        hints=(
            "Three steps: keep the companies, add their mentions in techrocks, divide by its number of words and multiply by 1000.",
            'The companies: firms = actors[actors["kind"] == "company"]. Their mentions in the report: firms["n_techrocks"].sum()',
            'density = 1000 * firms["n_techrocks"].sum() / words, where words is the number that the table documents shows for techrocks in n_words.',
        ),
        why="A rate makes documents of different length comparable: part divided by whole, times a thousand.",
        mistakes=(
            Mistake(density_of_everything, "You counted all actors. Keep those of the kind company first."),
            Mistake(density_of_rows, "You counted companies, and not their mentions: add up the column n_techrocks."),
            Mistake(density_of_all_documents, "You took the three documents together. The question is about techrocks only."),
            Mistake(
                count_alone,
                "This is the count. Divide it by the number of words of techrocks, and multiply by 1000. If you did, you rounded too much: keep one decimal.",
            ),
            Mistake(
                density_of_long_mentions,
                "You took n_total: the mentions in all three documents. The words are those of techrocks alone, so take n_techrocks.",
            ),
            Mistake(density_per_word, "This is a rate for one word. Multiply by 1000: the question asks for a thousand words."),
            Mistake(density_per_hundred_words, "This is a rate for a hundred words, a percentage. The question asks for a thousand words."),
        ),
    ),
    Exercise(
        key="00-hole",
        kind=Choice("abcd"),
        answer=hole,
        hints=(
            "Hackers sit in many countries, or in none that we know.",
            'Read the passport: tp.about("actors"), the first line under Decisions.',
        ),
        why="A zero is a measurement; a hole is the absence of one. To mix them up is one of the most common errors with data.",
        mistakes=(),
    ),
]
