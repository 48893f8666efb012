"""A login and a query are hidden, in a text that may be an address and in a line."""

import pytest

from galaxybench.logins import hidden, hidden_in


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:pw@h/x", "https://***@h/x"),
        ("https://token@h/x", "https://***@h/x"),
        ("https://me:pw/a@b@h/x", "https://***@h/x"),
        ("https://me:p w?#'\"@h", "https://***@h"),
        ("https://me:pw", "https://***"),
        ("https:/me:pw@h", "https:/***@h"),
        ("htps://me:pw@h", "***@h"),
        ("//me:pw@h/x", "***@h/x"),
        ("me:pw//:/a@h/x", "***@h/x"),
        ('["https://me:pw@h"]', '["https://***@h"]'),
        ("https://h/x?pw", "https://h/x?***"),
        ("h/x?token=pw", "h/x?***"),
    ],
)
def test_a_login_is_hidden(text, shown):
    assert hidden(text) == shown
    assert hidden(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["https://h:80/x", "http://[::1]:80/x", "a@b", "a: b", "why? so", "", "file:///a"],
)
def test_what_is_no_login_stays(text):
    assert hidden(text) == text
    assert (
        hidden_in(f"key: got '{text}', allowed: a") == f"key: got '{text}', allowed: a"
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a.b: got 'https://me:pw@h/x' (1)", "a.b: got 'https://***@h/x' (1)"),
        ("a.b: got me:pw@h, c", "a.b: got ***@h, c"),
        ("http://h/x?a=pw 404", "http://h/x?*** 404"),
        ("downloads.https://***@h: d", "downloads.https://***@h: d"),
    ],
)
def test_a_login_in_a_line_is_hidden(line, shown):
    assert hidden_in(line) == shown
