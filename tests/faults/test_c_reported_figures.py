"""Reported figures that cannot be read are named while planning."""

import pytest

HEADER = "experiment,dataset,model,metric,value,source,note,recipe\n"
RIGHT = HEADER + "tiny,sky,dense,test_accuracy,0.8,a study,é,\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (RIGHT.encode("latin-1"), ["line 2", "is not UTF-8: save it so"]),
        (RIGHT.encode("utf-16"), ["line 1", "is not UTF-8: save it so"]),
        (RIGHT.replace("0.8", "80").encode(), ["line 2", "got '80'", "from 0 to 1"]),
        (RIGHT.replace(",", ";").encode(), ["line 1", "experiment;dataset", "needed"]),
        (RIGHT.replace("dense", "dens").encode(), ["unknown model 'dens'", "'dense'?"]),
        (RIGHT.replace("a study", "a, study").encode(), ["more than 8", "put quotes"]),
    ],
    ids="latin-1 utf-16 percent semicolons misspelt comma".split(),
)
def test_a_wrong_table(planned, content, says):
    case = planned({})
    table = case.folder / "config/references.csv"
    table.write_bytes(content)
    case.refused("config/references.csv", *says)
    table.write_text("\ufeff" + RIGHT, encoding="utf-8")  # as Excel saves it
    case.passes("compare_references")
