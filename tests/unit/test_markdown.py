"""What the comments of all commands have in common."""

from preflight.markdown import comment, escaped, folded, table


def test_a_comment_that_is_too_long_is_cut_outside_of_what_is_folded() -> None:
    text = comment("cost", "p", "dev", folded("much", (f"line {number}" for number in range(10_000))))
    assert len(text) < 65_536
    assert text.startswith("<!-- preflight cost: p/dev -->\n<details>\n")
    assert text.endswith("</details>\n\n… cut; run `python -m preflight cost` for the rest\n")
    assert text.count("<details>") == text.count("</details>") == 1


def test_a_comment_that_fits_is_whole() -> None:
    assert comment("cost", "p", "dev", folded("little", ["line"])).endswith("\nline\n\n</details>\n")


def test_nothing_is_neither_folded_nor_a_table() -> None:
    assert not list(folded("nothing", table(("a", "b"), (), [])))


def test_numbers_stand_to_the_right() -> None:
    assert list(table(("a", "b"), ("b",), [("x", "1")])) == ["| a | b |", "| --- | --: |", "| x | 1 |"]


def test_what_means_something_to_markdown_is_text() -> None:
    assert escaped("a|b <i> @team #1 \\ *x* `y` $z\n| [u](v)") == (
        "a\\|b &#60;i&#62; &#64;team \\#1 \\\\ \\*x\\* \\`y\\` \\$z \\| \\[u\\](v)"
    )
