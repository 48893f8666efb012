"""Each fault is reported with its remedy."""

import pytest

from galaxybench.jobs import doctor

PARTITIONS = [
    {"name": "cpu", "default": True, "cards": ""},
    {"name": "gpu", "default": False, "cards": "gpu:a100:4"},
]
CPU = {
    **{
        "host": "node1",
        "folder": "/shared/me",
        "python": "/shared/me/.venv/bin/python",
    },
    **{"slurm_job": "12", "partition": "cpu", "seconds": 7.4, "cards": []},
    "failed": {},
}
GPU = CPU | {
    **{"host": "node2", "slurm_job": "13", "partition": "gpu", "cards": ["0"]},
    **{"asked_cards": 1, "backend": "tensorflow", "gpu": "NVIDIA A100"},
}


def faults(text):
    return [line for line in text.splitlines() if line.startswith("NO")]


def test_a_cluster_that_gives_all_is_well():
    text = doctor.report(PARTITIONS, CPU, GPU)
    assert not faults(text)
    assert "partitions: cpu (default), gpu (gpu:a100:4)" in text
    assert "CPU job: started after 7 s on node1, SLURM job 12, partition cpu" in text
    assert "reads and writes /shared/me" in text
    assert "NVIDIA A100, seen by tensorflow" in text
    assert text.endswith("All is well.")


def test_a_machine_without_slurm_and_cards_is_well():
    seen = GPU | {"slurm_job": None, "cards": [], "gpu": None}
    text = doctor.report(None, CPU | {"slurm_job": None}, seen)
    assert not faults(text)
    assert "no SLURM here" in text
    assert "none on this machine" in text


@pytest.mark.parametrize(
    ("changed", "fault", "cure"),
    [
        ({"gpu": None}, "tensorflow sees none", "make venv GPU=1"),
        ({"gpu": None, "cards": []}, "the job got none", "set-resources"),
        ({"slurm_job": None}, "without SLURM", "--workflow-profile"),
        ({"failed": {"keras": "No module"}}, "keras cannot", "make venv SLURM=1"),
    ],
)
def test_a_fault_is_told_with_its_cure(changed, fault, cure):
    text = doctor.report(PARTITIONS, CPU, GPU | changed)
    [line] = faults(text)
    assert fault in line
    assert cure in line
    assert text.endswith("1 thing to fix: docs/cluster.md")


def test_a_job_that_left_nothing_hides_nothing_of_the_other():
    text = doctor.report(PARTITIONS, CPU, {"lost": "sbatch refused it"})
    assert faults(text) == ["NO  GPU job: sbatch refused it"]
    assert "ok  CPU job" in text
    assert faults(doctor.report([], CPU, GPU))[0].startswith("NO  `sinfo`")


def test_where_no_card_is_asked_for_none_is_missed():
    seen = GPU | {"asked_cards": 0, "cards": [], "gpu": None}
    text = doctor.report(PARTITIONS, CPU, seen)
    assert not faults(text)
    assert "none requested" in text
