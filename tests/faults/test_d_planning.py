"""What can be known while planning is refused while planning."""

import pytest


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"experiments": {"tiny": {"models": ["dens"]}}},
            ["unknown model 'dens'", "did you mean 'dense'?"],
        ),
        ({"recipes": {"short": {"epochs": 0}}}, ["recipes.short.epochs", "0"]),
        ("recipes: {short: {optimizer: {learning_rate: 1e-3}}}", ["1.0e-3"]),
    ],
)
def test_a_mistake_in_the_configuration(planned, changes, says):
    case = planned(changes)
    case.refused(*says)
    case.mended().passes("train_model")
