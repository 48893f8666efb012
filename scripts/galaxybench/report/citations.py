"""The papers that an experiment may cite; each has an entry papers/<name>.bib.

The paper of an architecture is named by its id in the architecture's docstring:
papers/1512.03385.bib for arXiv 1512.03385, papers/10.1109_5.726791.bib for
doi:10.1109/5.726791. Papers of methods and software are named by words.
Imported while the Snakefile is parsed: standard library only.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PAPERS = Path(__file__).parent / "papers"
ARXIV = r"\b(?:arXiv[: ]\s*|eprint\s*=\s*\{)(\d{4}\.\d{4,5})"
DOI = r"\bdoi(?::\s*|\s*=\s*\{)(10\.\d{4,}/[^\s,;}&]*[^\s,;}&.)])"
TESTS = {
    "crossed t": "bouthillier",
    "paired t": "bonett_price",
    "Nadeau-Bengio": "nadeau_bengio",
}
"""Name of a test in significance.csv -> name of its paper."""
STATISTICS = ("wilson", "f1_interval", "mean_interval", *TESTS.values())
STATISTICS += ("westfall_young", "rank_sets", "equivalence", "winner", "holm")
CALIBRATION = ("brier", "consistency", "temperature")
RANKS = ("friedman", "nemenyi", "demsar")
GRADCAM = ("gradcam",)
LABELS = ("1911.00068",)
BACKENDS = ("tensorflow", "jax", "torch")
SOFTWARE = ("snakemake", "keras", *BACKENDS, "scikit_learn")
TRAINING = {
    "adam": lambda recipe: recipe["optimizer"]["name"] == "adam",
    "adamw": lambda recipe: recipe["optimizer"]["name"] == "adamw",
    "adadelta": lambda recipe: recipe["optimizer"]["name"] == "adadelta",
    "sam": lambda recipe: recipe["optimizer"].get("sam"),
    "ema": lambda recipe: recipe["optimizer"].get("ema"),
    "cosine": lambda recipe: recipe["schedule"]["name"] == "cosine",
    "mixup": lambda recipe: recipe["augmentation"].get("mixup"),
    "1512.00567": lambda recipe: recipe["loss"].get("label_smoothing"),
    "focal_loss": lambda recipe: recipe["loss"].get("focal_gamma"),
    "2102.08414": lambda recipe: recipe["loss"].get("votes") == "dirichlet_multinomial",
    "imagenet": lambda recipe: recipe.get("weights") == "imagenet",
}
"""Name of a paper -> whether a recipe uses the method it describes."""
METHODS = (*TRAINING, *STATISTICS, *CALIBRATION, *RANKS, *GRADCAM, *LABELS, *SOFTWARE)


def identifiers(text: str) -> list[str]:
    """Return the names of papers in a docstring: its arXiv ids and DOIs, in order."""
    found = re.finditer(f"{ARXIV}|{DOI}", text, flags=re.IGNORECASE)
    return list(dict.fromkeys(match[1] or match[2] for match in found))


def file_of(name: str) -> Path:
    """Return the path of a paper's entry, which may not exist."""
    return PAPERS / f"{name.replace('/', '_')}.bib"


def recipe_papers(recipes: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of the papers on the methods that recipes use."""
    recipes = list(recipes)
    return [name for name, uses in TRAINING.items() if any(map(uses, recipes))]
