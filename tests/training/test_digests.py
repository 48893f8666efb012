from galaxybench.training.digests import digest


def test_a_digest_ignores_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [1.0]}) == digest({"b": [1.0], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
