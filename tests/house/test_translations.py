"""Are both languages complete: no message without Chinese, none fuzzy, none that is not English."""

from incubator.kernel import catalogues


def test_both_languages_are_complete() -> None:
    assert catalogues.faults() == []


def test_the_check_finds_something_to_check() -> None:
    assert len(catalogues.extracted()) > 300
