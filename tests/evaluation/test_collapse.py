import numpy as np
import pandas as pd
import pytest

from galaxybench.evaluation.collapse import diagnose, equal_answers
from galaxybench.evaluation.metrics import score

CLASSES = ["round", "edge-on", "spiral", "merging"]
LABELS = np.repeat([0, 1, 2, 3], 50)
GOOD = np.where(np.arange(200) % 10 == 0, (LABELS + 1) % 4, LABELS)
GUESSED = np.arange(200) % 4


def history(accuracy, val_accuracy=None, rate=0.001, **columns):
    accuracy = np.asarray(accuracy, dtype=float)
    return pd.DataFrame(
        {
            "epoch": np.arange(1, len(accuracy) + 1),
            "loss": 1.5 - accuracy,
            "accuracy": accuracy,
            "val_loss": 1.6 - accuracy,
            "val_accuracy": accuracy if val_accuracy is None else val_accuracy,
            "learning_rate": rate,
            **columns,
        }
    )


def run(batch_norm_momentum=None, train_images=6400, **more):
    return {
        "batch_norm_momentum": batch_norm_momentum,
        "recipe": {"batch_size": 64},
        "train_images": train_images,
        "stopped_because": "epochs",
    } | more


def judge(predicted=GOOD, log=None, facts=None, labels=LABELS):
    log = history(np.linspace(0.3, 0.9, 10)) if log is None else log
    return diagnose(predicted, labels, log, facts or run(), CLASSES)


def cosine(epochs, peak=0.001):
    return peak * (1 + np.cos(np.pi * np.linspace(0, 1, epochs))) / 2


def test_a_healthy_run_is_ok():
    assert judge() == ("ok", None)


@pytest.mark.parametrize("wrong, share", [(0, "100.0"), (2, "99.00")])
def test_all_predictions_on_one_class(wrong, share):
    predicted = np.full(200, 2)
    predicted[:wrong] = 0
    status, reason = judge(predicted)
    assert status == "collapsed"
    assert "'spiral'" in reason
    assert f"{share}\N{NO-BREAK SPACE}%" in reason


def test_98_percent_on_one_class_is_a_weak_model_and_no_collapse():
    predicted = np.full(200, 2)
    predicted[:4] = 0
    assert judge(predicted) == ("ok", None)


def test_a_test_set_of_one_class_tells_nothing():
    assert judge(np.zeros(50, int), labels=np.zeros(50, int)) == ("ok", None)


def test_a_test_set_of_99_percent_one_class():
    labels = np.zeros(1000, int)
    labels[:10] = 1
    found = labels.copy()
    found[:4] = 0  # finds 6 of the 10 rare images, 99.4 % of its answers are class 0
    assert judge(found, labels=labels) == ("ok", None)
    assert judge(np.zeros(1000, int), labels=labels)[0] == "collapsed"


@pytest.mark.parametrize("column", ["loss", "val_loss"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_loss_that_is_not_finite(column, value):
    log = history(np.linspace(0.3, 0.5, 5))
    log.loc[3, column] = value
    status, reason = judge(log=log)
    assert status == "collapsed"
    assert reason.startswith(f"{column} is not finite")
    assert "epoch 4" in reason


def test_training_that_stopped_at_a_loss_that_is_not_finite():
    facts = run(stopped_because="non_finite_loss")
    assert judge(facts=facts)[0] == "collapsed"


def test_a_run_without_history_is_judged_by_its_predictions():
    empty = history([])
    assert judge(log=empty) == ("ok", None)
    assert judge(np.zeros(200, int), log=empty)[0] == "collapsed"


def test_learning_rate_that_died_on_a_plateau():
    """reduce_on_plateau with factor 0.1 and patience 1 while nothing is learned."""
    rate = 0.001 * 0.1 ** np.minimum(np.arange(20) // 2, 8)
    log = history(np.full(20, 0.27), rate=rate)
    status, reason = judge(GUESSED, log)
    assert status == "collapsed"
    assert "epoch 11 of 20" in reason  # 1e-8 is the first below 1e-4 of 1e-3


def test_a_warm_up_from_zero_hides_no_dead_learning_rate():
    rate = np.r_[0.0, 0.001, np.full(10, 1e-9)]
    log = history(np.full(12, 0.25), rate=rate)
    assert judge(GUESSED, log)[0] == "collapsed"


@pytest.mark.parametrize("epochs", [2, 5, 10, 30, 100, 1000])
@pytest.mark.parametrize("reached", [0.3, 0.95])
def test_a_cosine_schedule_is_not_dead(epochs, reached):
    """It ends at zero by design, also in a run that learned little."""
    log = history(np.linspace(0.25, reached, epochs), rate=cosine(epochs))
    assert judge(GUESSED, log) == ("ok", None)


def test_a_learning_rate_reduced_after_learning_is_not_dead():
    rate = np.r_[np.full(10, 0.001), np.full(20, 1e-9)]
    accuracy = np.r_[np.linspace(0.3, 0.9, 10), np.full(20, 0.9)]
    assert judge(GUESSED, history(accuracy, rate=rate)) == ("ok", None)


def test_a_warm_up_is_not_dead():
    rate = np.r_[np.linspace(0, 0.001, 10), np.full(5, 0.001)]
    log = history(np.linspace(0.25, 0.4, 15), rate=rate)
    assert judge(GUESSED, log) == ("ok", None)


def test_a_constant_rate_that_learns_nothing_is_not_dead():
    assert judge(GUESSED, history(np.full(20, 0.25))) == ("ok", None)


def slow_history(epochs=3):
    """As seen on real galaxies: 0.99, 325 steps, validation at chance."""
    return history(np.linspace(0.4, 0.8, epochs), val_accuracy=np.full(epochs, 0.25))


def test_slow_batch_norm_is_told_from_a_collapse():
    one_class = np.full(200, 1)
    facts = run(batch_norm_momentum=0.99)
    status, reason = judge(one_class, slow_history(), facts)
    assert status == "slow_batch_norm"
    assert "momentum 0.99, 300 steps" in reason
    assert "lower batch_norm_momentum" in reason


@pytest.mark.parametrize(
    ("facts", "log"),
    [
        (run(), slow_history()),  # no batch normalization
        (run(0.99), history(np.full(3, 0.27), np.full(3, 0.25))),  # nothing learned
        (run(0.9, train_images=640_000), slow_history()),  # 30,000 steps: no lag left
    ],
)
def test_one_class_without_the_signs_of_slow_batch_norm(facts, log):
    assert judge(np.full(200, 1), log, facts)[0] == "collapsed"


def test_batch_norm_that_caught_up_is_ok():
    log = history([0.5, 0.7, 0.8], val_accuracy=[0.25, 0.25, 0.7])
    assert judge(log=log, facts=run(0.99)) == ("ok", None)


def test_325_steps_at_momentum_0_99_as_measured_on_galaxies():
    facts = run(batch_norm_momentum=0.99, train_images=5 * 64 * 13)
    log = history(np.linspace(0.3, 0.6, 5), val_accuracy=np.full(5, 0.25))
    status, reason = judge(np.full(200, 1), log, facts)
    assert status == "slow_batch_norm"
    assert "325 steps" in reason


def test_overfitting_at_a_quick_momentum_is_no_slow_batch_norm():
    """480 steps at 0.9 are 48 memories: statistics that lag explain nothing."""
    labels = np.repeat(np.arange(10), 20)
    guessed = np.random.default_rng(0).integers(0, 10, 200)
    classes = [str(number) for number in range(10)]
    log = history(np.linspace(0.2, 0.8, 10), val_accuracy=np.full(10, 0.11))
    facts = run(batch_norm_momentum=0.9, train_images=48 * 64)
    assert diagnose(guessed, labels, log, facts, classes) == ("ok", None)
    slow = facts | {"batch_norm_momentum": 0.99}
    assert diagnose(guessed, labels, log, slow, classes)[0] == "slow_batch_norm"


UNBALANCED = np.repeat([0, 1, 2, 3], [140, 20, 20, 20])


def balanced_training():
    """A healthy run that is right for 70 % of every class, as of the commonest."""
    wrong = np.arange(200) % 10 < 3
    return np.where(wrong, (UNBALANCED + 1) % 4, UNBALANCED)


def test_balanced_training_on_unbalanced_data_is_healthy():
    log = history(np.linspace(0.5, 0.8, 3), val_accuracy=np.full(3, 0.69))
    facts = run(batch_norm_momentum=0.99)
    assert judge(balanced_training(), log, facts, UNBALANCED) == ("ok", None)


def test_a_rate_reduced_after_balanced_training_is_not_dead():
    rate = np.r_[np.full(10, 0.001), np.full(20, 1e-9)]
    log = history(np.full(30, 0.7), rate=rate)
    assert judge(balanced_training(), log, labels=UNBALANCED) == ("ok", None)
    assert judge(GUESSED, log, labels=UNBALANCED)[0] == "collapsed"


def answers(equal, highest, images=50):
    """Probabilities of two classes, of which so many rows are the same."""
    first = np.random.default_rng(0).uniform(0.1, 0.9, images)
    first[:equal] = highest
    return np.stack([first, 1 - first], axis=1)


def test_equal_doubts_about_most_images_are_a_collapse():
    """As of a net of concentrations whose sigmoids are at their ends."""
    reason = equal_answers(answers(46, 0.5))
    assert "92.0 % of the test images" in reason.replace("\N{NO-BREAK SPACE}", " ")
    assert "the highest is 0.5" in reason


@pytest.mark.parametrize(
    "shares",
    [answers(24, 0.5), answers(46, 1.0), answers(1, 0.5, 1), np.empty((50, 0))],
    ids=["fewer", "sure", "one image", "none known"],
)
def test_other_answers_are_no_collapse(shares):
    assert equal_answers(shares) is None


@pytest.mark.parametrize(
    ("log", "status"), [(history([0.5, 0.8]), "collapsed"), (None, "ok")]
)
def test_equal_doubts_count_where_a_net_was_trained(log, status):
    """And not for ensembles and outside predictions, whose shares may be few."""
    shares = answers(46, 0.6)
    table = pd.DataFrame(shares, columns=["p0", "p1"])
    table["label"] = np.arange(50) % 2
    table["predicted"] = np.where(np.arange(50) % 5 == 0, 1, 0)
    scores = score(table, log, run() if log is not None else {}, ["a", "b"])
    assert scores["status"] == status
