"""Votes: what is no vote is refused by row and column, or while planning by its key."""

import pytest

from tests.helpers.catalogs import VOTES, changed, vote_columns, write_catalog

COLUMNS = vote_columns()
NUMBERS = {name: f"n_{name}" for name in VOTES}
WEIGHT = {"weight": "total"}
SMOOTH = COLUMNS["p_smooth"]


def wrong(name, row, value):
    """One value of a column is another."""
    return {name: changed(COLUMNS[name], row, value)}


@pytest.mark.parametrize(
    ("given", "table", "says"),
    [
        ({}, wrong("p_smooth", 3, 1.5),
         ["votes.smooth: ", "row 3 (line 5): got p_smooth 1.5", "0 to 1",
          "`counts: true`"]),
        ({}, wrong("p_smooth", 3, -0.1),
         ["votes.smooth: ", "row 3 (line 5): got p_smooth -0.1", "allowed: 0 to 1"]),
        ({}, wrong("p_disk", 0, "inf"), ["votes.disk: ", "got p_disk inf"]),
        ({}, wrong("p_star", 2, 0.1),
         ["row 2 (line 4): got ", "in p_disk, p_smooth, p_star", "sums from 0.99"]),
        ({"votes": {"smooth": "p_smooth", "disk": "p_disk"}}, {},
         ["11 more rows whose sum is not 1", "every other answer", "`keep_classes`"]),
        ({}, wrong("p_star", 2, ""),
         ["1 row without votes (row 2 (line 4))", "`missing: drop`"]),
        ({}, wrong("p_star", 2, "nan"), ["1 row without votes (row 2"]),
        ({}, {n: changed(COLUMNS[n], 4, 0) for n in VOTES.values()},
         ["1 row without votes (row 4 (line 6))"]),
        ({}, {"p_smooth": ["0.5"] * 12, "p_disk": ["0.5"] * 12, "p_star": ["0"] * 12},
         ["12 rows that fit no class, with equal votes", "correct the votes",
          "`others: drop`"]),
        ({}, {"p_smooth": ["many"] * 12},
         ["votes.smooth: ", "'p_smooth' has no numbers", "'many'"]),
        ({}, {"p_smooth": [100 * float(value) for value in SMOOTH]},
         ["allowed: 0 to 1", "divide percentages by 100"]),
        ({"votes": NUMBERS}, {}, ["votes.", "allowed: 0 to 1", "`counts: true`"]),
        ({"counts": True}, {}, ["whole numbers from 0", "leave out `counts`"]),
        ({"votes": NUMBERS, "counts": True}, wrong("n_disk", 5, -3),
         ["votes.disk: ", "row 5 (line 7): got n_disk -3", "whole numbers from 0"]),
        ({"votes": NUMBERS, "counts": True}, wrong("n_disk", 5, 2.5), ["n_disk 2.5"]),
        (WEIGHT, wrong("total", 5, -3),
         ["weight: ", "row 5 (line 7): got total -3", "whole numbers from 0"]),
        (WEIGHT, wrong("total", 5, 7.5), ["weight: ", "got total 7.5", "whole numb"]),
        (WEIGHT, {"total": ["many"] * 12}, ["weight: ", "'total' has no numbers"]),
        (WEIGHT, wrong("total", 5, 0), ["1 row without votes (row 5 (line 7))"]),
        (WEIGHT, wrong("total", 5, ""), ["1 row without votes (row 5 (line 7))"]),
        ({"votes": VOTES | {"star": "p_sta"}}, {},
         ["votes.star: ", "no column 'p_sta': did you mean 'p_star'?"]),
        ({"weight": "totl"}, {}, ["weight: ", "'totl': did you mean 'total'?"]),
        ({}, {"vote_count": range(12)}, ["the column 'vote_count'", "rename"]),
        ({}, {"Vote_Share_1": range(12)}, ["the column 'Vote_Share_1'", "rename"]),
    ],
)  # fmt: skip
def test_columns_that_are_no_votes(imports_catalog, given, table, says):
    case = imports_catalog(**{"label": None, "votes": VOTES} | given)
    write_catalog(case.folder, **COLUMNS | table)
    case.refused("cat.csv", *says)
    mended = imports_catalog(label=None, votes=VOTES)
    write_catalog(mended.folder, **COLUMNS)
    mended.passes("12 images")


OWN = {"source": "catalog", "table": "cat.csv", "images": "thumbs", "file": "name",
       "size": 12, "votes": VOTES}  # fmt: skip


@pytest.fixture
def plan(planned):
    """Makes a case that plans a training on the votes of cat.csv."""

    def make(recipe=None, **given):
        entry = {
            key: value for key, value in (OWN | given).items() if value != "absent"
        }
        changes = {
            "datasets": {"mine": entry},
            "recipes": {"short": recipe or {}},
            "experiments": {"tiny": {"datasets": ["mine"]}},
        }
        case = planned(changes, leaves=["data/checksums/*"])
        write_catalog(case.folder, **COLUMNS)
        return case

    return make


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"label": "type"}, "label", "got 'type' beside `votes`"),
        ({"classes": {"a": ["S*"], "b": ["E*"]}}, "classes", "beside `votes`"),
        ({"votes": {"smooth": "p_smooth"}}, "votes", "got 1 entry, allowed: at least"),
        ({"votes": VOTES | {"star": "p_disk"}}, "votes.star", "the column 'p_disk'"),
        ({"votes": VOTES | {"star": 3}}, "votes.star", "got 3, allowed: text"),
        ({"votes": VOTES | {"star": "p_sta"}}, "votes.star", "did you mean 'p_star'?"),
        ({"votes": VOTES | {"disk ": "total"}}, "votes", "class names must differ"),
        ({"votes": ["p_disk"]}, "votes", "allowed: a map"),
        ({"weight": "totl"}, "weight", "did you mean 'total'?"),
        ({"weight": "p_disk"}, "weight", "the votes of 'disk'"),
        (WEIGHT | {"counts": True}, "weight", "remove one of them"),
        ({"counts": "yes"}, "counts", "got 'yes'"),
        ({"vote": VOTES}, "vote", "did you mean 'votes'?"),
        (WEIGHT | {"votes": "absent", "label": "type"}, "weight", "has no effect"),
        ({"keep_classes": ["smoth", "disk"]}, "keep_classes[0]", "'smooth'"),
    ],
)
def test_options_that_do_not_fit(plan, given, key, says):
    plan(**given).refused(f"datasets.mine.{key}: ", says)
    plan().passes()


@pytest.mark.parametrize(
    ("loss", "given", "says"),
    [
        ("cross_entropy", {"votes": "absent", "label": "type"},
         ["recipes.short.loss.votes: got cross_entropy", "'mine' has no votes"]),
        ("multinomial", {}, ["got multinomial", "an unknown number of votes"]),
        ("dirichlet_multinomial", {}, ["name the column of that number with `weight`"]),
        ("dirichlet", WEIGHT, ["recipes.short.loss.votes: got 'dirichlet', allowed: "]),
    ],
)  # fmt: skip
def test_a_loss_without_its_votes(plan, loss, given, says):
    plan({"loss": {"votes": loss}}, **given).refused(*says)
    plan({"loss": {"votes": "dirichlet_multinomial"}}, **WEIGHT).passes()


@pytest.mark.parametrize(
    ("recipe", "key"),
    [
        ({"loss": {"focal_gamma": 2}}, "loss.focal_gamma: got 2"),
        ({"loss": {"label_smoothing": 0.1}}, "loss.label_smoothing: got 0.1"),
        ({"augmentation": {"mixup": 0.2}}, "augmentation.mixup: got 0.2"),
    ],
)
def test_what_does_not_fit_the_dirichlet_multinomial_loss(plan, recipe, key):
    asked = {"votes": "dirichlet_multinomial"}
    both = recipe | {"loss": recipe.get("loss", {}) | asked}
    case = plan(both, **WEIGHT)
    case.refused(f"recipes.short.{key}", "with loss.votes dirichlet_multinomial")
    plan(recipe, **WEIGHT).passes()
