"""What a learner meets: checks, hints, solutions, predictions, in every lesson."""

import json

import numpy as np
import pandas as pd
import pytest

import technopolitics as tp
from technopolitics.practice import exercise as shelf
from technopolitics.practice import feedback
from technopolitics.practice.claims_ledger import recomputed
from technopolitics.practice.feedback import outcome
from technopolitics.practice.judging import Choice, Name, Names, Number, Numbers, Rule, Truth
from technopolitics.practice.predicting import kept_predictions

EXERCISES = {e.key: e for lesson in shelf.lessons() for e in shelf._module(lesson).EXERCISES}
PREDICTIONS = {p.key: p for lesson in shelf.lessons() for p in shelf._module(lesson).PREDICTIONS}
MISTAKES = [pytest.param(e, m, id=f"{e.key}-{i}") for e in EXERCISES.values() for i, m in enumerate(e.mistakes)]
EVERY_EXERCISE = pytest.mark.parametrize("item", EXERCISES.values(), ids=EXERCISES)


@pytest.fixture(autouse=True)
def fresh_session():
    """No attempt and no hint of another test is remembered."""
    feedback._attempts.clear()
    feedback._hints_seen.clear()


# ---------------------------------------------------------------------------- every exercise of every lesson


@EVERY_EXERCISE
def test_the_right_answer_is_right_and_the_dots_are_not_an_error(item):
    """The computed answer passes; the three dots are 'not attempted'."""
    assert outcome(item, item.answer()) == ("right", item.why)
    assert outcome(item, ...)[0] == "not attempted"


@EVERY_EXERCISE
def test_the_solution_shown_runs_as_it_stands(item):
    """A learner who copies the solution into a cell gets the answer, with nothing but the usual imports."""
    namespace = {"tp": tp, "pd": pd, "np": np}
    exec(shelf.source_of(item.answer), namespace)
    assert outcome(item, namespace["answer"])[0] == "right"


@EVERY_EXERCISE
def test_a_typed_text_or_nothing_gets_a_sentence(item):
    """A wrong kind of answer never raises and is told what is awaited."""
    for wrong in ("something else", None, [], {}, len, 3 + 4j, pd.DataFrame()):
        if wrong is None and item.answer() is None:
            continue  # "unknown" can be the right answer to a question about a rule
        result, sentence = outcome(item, wrong)
        assert result == "not yet", f"{wrong!r} was taken as {result}"
        assert len(sentence) > 20
        assert "Traceback" not in sentence


@EVERY_EXERCISE
def test_no_hint_gives_the_answer_away(item):
    """Hints and sentences about mistakes never contain the number that is asked for."""
    answer = item.answer()
    if not isinstance(item.kind, Number) or (float(answer) == int(answer) and abs(answer) < 12):
        pytest.skip("small whole numbers and words appear in ordinary sentences")
    shown = {f"{float(answer):{form}}" for form in (".1f", ".2f", ",.1f", ",.0f", ".4g")}
    text = " ".join([*item.hints, *(m.sentence for m in item.mistakes), item.kind.expects()])
    assert not [s for s in shown if len(s) > 2 and s in text.split()]


@pytest.mark.parametrize(("item", "mistake"), MISTAKES)
def test_each_likely_mistake_gets_its_own_sentence(item, mistake):
    """A planned wrong answer is not right, and the learner reads the sentence written for it."""
    assert outcome(item, mistake.answer()) == ("not yet", mistake.sentence)


@EVERY_EXERCISE
def test_numbers_count_whatever_their_type(item):
    """Python, NumPy and pandas values are the same answer."""
    answer = item.answer()
    if not isinstance(item.kind, Number):
        pytest.skip("only exercises that ask for a number")
    for same in (float(answer), np.float64(answer), np.array(float(answer)), pd.Series([float(answer)]), np.float32(answer)):
        assert outcome(item, same)[0] == "right", type(same)


@pytest.mark.parametrize("key", PREDICTIONS)
def test_every_prediction_has_a_computed_answer_of_its_kind(key):
    """What is revealed is computed from the data and fits the kind that is asked for."""
    item = PREDICTIONS[key]
    assert item.kind.judge(item.answer(), item.answer()).right
    assert item.question.endswith("?")


def test_keys_are_unique_and_carry_their_lesson():
    """Nothing is shadowed: a key begins with the number of its lesson and stands once."""
    for lesson in shelf.lessons():
        module = shelf._module(lesson)
        keys = [x.key for x in [*module.EXERCISES, *module.PREDICTIONS]]
        assert len(keys) == len(set(keys))
        assert all(k.startswith(lesson + "-") for k in keys)


# ------------------------------------------------------------------------------------------------ the ledger


@pytest.mark.parametrize("claim", recomputed())
def test_ledger_verdict_is_what_the_tables_say(claim):
    """Where our tables decide, the recomputed verdict is the one that the ledger carries."""
    row = tp.load("claims").set_index("claim_id").loc[claim]
    found = recomputed()[claim]
    assert found.verdict == row["verdict"], found.because
    assert found.would_change, "say what would change our mind"
    assert row["computation"], "claims.computation names the function that recomputes the verdict"


def test_ledger_names_exactly_the_computations_that_exist():
    """The column 'computation' and the functions in the lessons agree, claim by claim and lesson by lesson."""
    claims = tp.load("claims").dropna(subset=["computation"]).set_index("claim_id")
    functions = {c: (lesson, f.__name__) for lesson in shelf.lessons() for c, f in shelf.verdicts_of(lesson).items()}
    assert {c: (str(r["lesson"]), r["computation"]) for c, r in claims.iterrows()} == functions


def test_ledger_of_a_lesson_shows_each_claim(capsys):
    """The printed ledger has a line for each claim of the lesson, with a verdict in words."""
    tp.ledger("03")
    shown = capsys.readouterr().out
    claims = tp.load("claims")
    for claim in claims[claims["lesson"] == "03"]["claim_id"]:
        assert claim in shown
    assert "Verdict: supported" in shown
    with pytest.raises(LookupError, match="Lessons with claims"):
        tp.ledger("99")


# ------------------------------------------------------------------------------------------------- the verbs


def test_check_says_one_of_three_things(capsys):
    """Right, not yet, not attempted: each in words, and a wrong answer names the next step."""
    item = EXERCISES["03-cr3"]
    tp.check("03-cr3", ...)
    assert capsys.readouterr().out.startswith("Not attempted.")
    tp.check("03-cr3", -1)
    assert 'tp.hint("03-cr3")' in capsys.readouterr().out.replace("\n", " ")
    tp.check("03-cr3", item.answer())
    assert capsys.readouterr().out.startswith("Right.")


def test_a_rule_that_still_returns_the_dots_is_not_attempted():
    """A function stub of an exercise is no wrong answer."""
    kind = Rule([(1,), (2,)])
    assert kind.unanswered(lambda x: ...)
    assert not kind.unanswered(lambda x: True)
    assert not kind.unanswered(lambda x: x.missing)


def test_a_decimal_comma_inside_the_call_is_explained(capsys):
    """tp.check(key, 72,5) gives Python two values: the learner reads about the point, and no TypeError."""
    tp.check("03-cr3", 72, 5)
    assert "after a point" in capsys.readouterr().out


def test_hints_climb_and_stay_on_the_last(capsys):
    """Each call shows the next hint; after the last, the last again."""
    item = EXERCISES["03-cr3"]
    for _ in range(len(item.hints) + 2):
        tp.hint("03-cr3")
    shown = capsys.readouterr().out
    assert [f"Hint {i} of {len(item.hints)}" in shown for i in range(1, len(item.hints) + 1)] == [True] * len(item.hints)
    assert shown.count(f"Hint {len(item.hints)} of") == 3


def test_solution_asks_for_an_attempt_first(capsys):
    """Before any attempt: no code. The dots are no attempt. A wrong answer is one."""
    tp.solution("03-cr3")
    tp.check("03-cr3", ...)
    tp.solution("03-cr3")
    assert "nlargest" not in capsys.readouterr().out
    tp.check("03-cr3", 0)
    tp.solution("03-cr3")
    assert "nlargest(3)" in capsys.readouterr().out


def test_unknown_key_gives_the_nearest():
    """A misspelt key raises an error that names the likely one."""
    with pytest.raises(LookupError, match="03-cr3"):
        tp.check("03-cr", 1)
    with pytest.raises(LookupError, match="The names are"):
        tp.hint("zz")


# ---------------------------------------------------------------------------------------------- predictions


def test_a_guess_is_kept_changed_revealed_and_then_fixed(capsys, home):
    """A guess goes to the learner's file; it may change until the answer is shown, and not after."""
    tp.predict("03-tsmc", 40, low=20, high=50)
    tp.predict("03-tsmc", 50, low=30, high=90)
    assert json.loads((home / "my_predictions.json").read_text())["03-tsmc"]["guess"] == 50
    tp.predict("03-tsmc", reveal=True)
    tp.predict("03-tsmc", 72.5)
    record = kept_predictions()["03-tsmc"]
    assert record["guess"] == 50
    assert record["right"] is True
    shown = " ".join(capsys.readouterr().out.split())
    assert "your range holds the answer" in shown
    assert "counts" in shown


def test_predictions_come_back_as_a_table():
    """What was guessed, what the data say, and whether it was right, for the calibration of lesson 17."""
    assert tp.predictions().empty
    tp.predict("03-tsmc", 50, low=30, high=90)
    tp.predict("03-stage", "c", sure=60)
    tp.predict("03-tsmc", reveal=True)
    table = tp.predictions().set_index("key")
    assert table.loc["03-tsmc", "right"] is True
    assert table.loc["03-stage", "right"] is None
    assert table.loc["03-tsmc", "answer"] == PREDICTIONS["03-tsmc"].answer()
    assert list(table["lesson"]) == ["03", "03"]


def test_whole_ledger_has_a_row_for_each_claim():
    """Every claim, its verdict, and whether it was recomputed now."""
    table = tp.ledger()
    assert list(table["claim_id"]) == list(tp.load("claims")["claim_id"])
    assert set(table[table["recomputed"]]["claim_id"]) == set(recomputed())
    assert (table["because"].str.len() > 0).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"guess": "fifty"}, "awaited is a number"),
        ({"guess": 50, "low": 60, "high": 70}, "outside your own range"),
        ({"guess": 50, "low": 40}, "give both"),
        ({"guess": 50, "sure": 140}, "from 0 to 100"),
        ({"guess": 50, "low": "a", "high": 60}, "awaited as a number"),
    ],
)
def test_a_guess_that_makes_no_sense_is_not_kept(arguments, sentence, capsys):
    """The learner is told what is wrong, and the file stays as it was."""
    tp.predict("03-tsmc", **arguments)
    assert sentence in " ".join(capsys.readouterr().out.split())
    assert not kept_predictions()


def test_no_guess_is_no_error(capsys):
    """The dots are answered in a friendly way; a reveal without guess still shows the data."""
    tp.predict("03-stage", ...)
    tp.predict("03-stage", reveal=True)
    shown = " ".join(capsys.readouterr().out.split())
    assert "No guess yet" in shown
    assert "You had made no guess" in shown


def test_a_folder_that_cannot_be_written_loses_nothing(monkeypatch, capsys):
    """Where no file can be made the guess is kept in memory, and the learner is told."""
    monkeypatch.setenv("TECHNOPOLITICS_HOME", "/proc/nowhere")
    tp.predict("03-stage", "c", sure=60)
    assert "cannot be written" in " ".join(capsys.readouterr().out.split())
    assert kept_predictions()["03-stage"]["guess"] == "c"
    from technopolitics.practice import predicting

    predicting._in_memory.clear()


def test_a_damaged_file_is_no_crash(home):
    """A predictions file that was cut is treated as empty."""
    (home / "my_predictions.json").write_text('{"03-tsmc": {"gue')
    tp.predict("03-tsmc", 50)
    assert kept_predictions()["03-tsmc"]["guess"] == 50


# ------------------------------------------------------------------------------------------------ the judges


@pytest.mark.parametrize(
    ("kind", "answer", "awaited", "step", "words"),
    [
        (Number("percent"), "72,5", 72.5, "kind", "after a point"),
        (Number("percent"), (72, 5), 72.5, "kind", "comma makes two numbers"),
        (Number("percent"), True, 1, "kind", "truth value"),
        (Number("percent"), pd.Series([1.0, 2.0]), 1, "kind", "Choose one value"),
        (Number("percent"), len, 1, "kind", "brackets"),
        (Number("percent"), float("nan"), 1, "value", "missing value"),
        (Number("percent"), pd.NA, 1, "value", "missing value"),
        (Number("percent"), 0.725, 72.5, "value", "scale"),
        (Number("points"), -10, 10, "value", "sign"),
        (Number("points", tolerance=0.1), 10.3, 10, "value", "Close"),
        (Choice("abc"), "e", "a", "shape", "no option"),
        (Choice("abc"), 1, "a", "kind", "letters"),
        (Name("a country code", known=lambda: ["US", "CN"]), "France", "US", "shape", "does not stand in the column"),
        (Names(), "US", ["US"], "kind", "square brackets"),
        (Names(), ["US", "US"], ["US", "CN"], "shape", "more than once"),
        (Names(ordered=True), ["CN", "US"], ["US", "CN"], "value", "order"),
        (Numbers(), {"US": 1}, {"US": 1, "CN": 2}, "shape", "missing"),
        (Numbers(), [1, 2], {"US": 1, "CN": 2}, "kind", "a list"),
        (Numbers("shares", "percent"), {"US": 0.4, "CN": 0.6}, {"US": 40, "CN": 60}, "value", "scale"),
        (Truth(), "True", True, "kind", "without quotation marks"),
        (Truth(), False, None, "value", "follows"),
        (Rule([(1,)]), True, lambda x: True, "kind", "function itself"),
        (Rule([(1,)]), lambda x: x.missing, lambda x: True, "shape", "AttributeError"),
        (Rule([(1,), (2,)]), lambda x: True, lambda x: x == 1, "value", "1 of 2"),
    ],
)
def test_feedback_goes_from_kind_to_shape_to_value(kind, answer, awaited, step, words):
    """Each wrong answer is met at the first step that is wrong, in words that help."""
    finding = kind.judge(answer, awaited)
    assert not finding.right
    assert finding.step == step
    assert words in finding.message


@pytest.mark.parametrize(
    ("kind", "answer", "awaited"),
    [
        (Number(), np.int64(3), 3.0),
        (Number(), pd.Series([3], dtype="Int64"), 3),
        (Choice("abc"), " B) ", "b"),
        (Name(), " tsmc ", "TSMC"),
        (Name(), pd.Series(["TSMC"]), "TSMC"),
        (Names(), pd.Series(["CN", "US"]), ["US", "CN"]),
        (Names(), pd.DataFrame({"country": ["CN", "US"]}), ["US", "CN"]),
        (Names(), ("CN", "US"), pd.Index(["US", "CN"])),
        (Numbers(), {"CN": np.float64(2), "US": 1}, pd.Series({"US": 1.0, "CN": 2.0})),
        (Numbers(), pd.DataFrame({"c": ["US", "CN"], "n": [1, 2]}), pd.Series({"US": 1.0, "CN": 2.0})),
        (Truth(), np.True_, True),
        (Truth(), None, None),
        (Rule([(1,), (2,)]), lambda x: x > 1, lambda x: x == 2),
    ],
)
def test_a_right_answer_is_right_however_it_is_written(kind, answer, awaited):
    """Values are judged, not types, order or style."""
    assert kind.judge(answer, awaited).right
