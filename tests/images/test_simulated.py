from galaxybench.images.simulated import is_simulated


def test_only_a_true_flag_marks_simulated_images():
    assert is_simulated({"SIMULATED": "T"}) and is_simulated({"SIMULATED": "True"})
    assert not is_simulated({"SIMULATED": "F"}) and not is_simulated({})
