import json

from galaxybench.images.simulated import is_simulated, split_is_simulated


def test_only_a_true_flag_marks_simulated_images():
    assert is_simulated({"SIMULATED": "T"}) and is_simulated({"SIMULATED": "True"})
    assert not is_simulated({"SIMULATED": "F"}) and not is_simulated({})


def test_a_split_has_the_flag_in_its_provenance(tmp_path):
    path = tmp_path / "split.json"
    for flag in ("T", "F"):
        path.write_text(json.dumps({"provenance": {"SIMULATED": flag}}))
        assert split_is_simulated(path) == (flag == "T")
