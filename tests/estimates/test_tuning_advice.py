from galaxybench.estimates.tuning_advice import adopted, choose, table

RECIPE = {"precision": "float32", "batch_size": 32, "jit": "auto", "epochs": 30}


def row(
    speed: float, loss: float | None, size: int = 32, precision: str = "float32"
) -> dict:
    keys = {"precision": precision, "batch_size": size, "jit": "auto", "seed": 0}
    return {**keys, "images_per_second": speed, "loss": loss, "startup_seconds": 1.0}


OWN = [row(100, 1.00), row(104, 1.02)]


def test_the_fastest_that_keeps_the_curve_is_chosen():
    slow, fast = row(120, 1.05, 64), row(300, 1.5, 128)
    tried = [*OWN, fast, slow]
    best = choose(tried, RECIPE)
    assert best is slow
    assert [each["keeps_curve"] for each in tried] == [True, True, False, True]
    assert adopted(best, RECIPE) == {"batch_size": 64}


def test_the_recipes_own_seeds_say_how_much_a_loss_may_differ():
    assert choose([*OWN, row(120, 1.07, 64)], RECIPE)["batch_size"] == 64
    assert choose([*OWN, row(120, 1.08, 64)], RECIPE)["batch_size"] == 32


def test_a_loss_that_is_no_number_keeps_nothing():
    diverged = row(500, None, precision="mixed_float16")
    best = choose([*OWN, diverged], RECIPE)
    assert adopted(best, RECIPE) == {}
    assert not diverged["keeps_curve"]
    assert table([*OWN, diverged], RECIPE).splitlines()[2].split()[-2:] == ["nan", "no"]
    assert (
        choose([row(100, None), row(99, None), row(300, 1.0, 64)], RECIPE)[
            "images_per_second"
        ]
        == 100
    )


def test_the_table_has_the_fastest_first_and_ratios_to_the_recipes_own():
    tried = [*OWN, row(208, 1.05, 64)]
    choose(tried, RECIPE)
    lines = table(tried, RECIPE).splitlines()
    assert lines[2].split() == ["float32", "64", "auto", "208", "2.00", "1.0500", "yes"]
    assert lines[3].endswith("the recipe's own")
    assert lines[3].split()[3:5] == ["104", "1.00"]
