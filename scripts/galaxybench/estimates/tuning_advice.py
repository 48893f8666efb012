"""What trying settings says: the fastest one that keeps the loss curve.

A setting keeps the curve if its mean loss over the second half of the images is at most
TOLERANCE above the larger of the two that the recipe's own setting had with two seeds.
That is a hint and no proof: what is adopted is compared by whole runs like any other.
"""

from typing import Any

TOLERANCE = 0.05
KEYS = ("precision", "batch_size", "jit")


def choose(tried: list[dict[str, Any]], recipe: dict[str, Any]) -> dict[str, Any]:
    """The fastest of the tried settings that keeps the loss curve.

    Args:
        tried: rows of `tuning.Tuner.tune`, which get the key `keeps_curve`.
        recipe: whose own setting is the measure.
    """
    own = [row for row in tried if _is_own(row, recipe)]
    known = [row["loss"] for row in own if row["loss"] is not None]
    limit = (1 + TOLERANCE) * max(known, default=0.0)
    for row in tried:
        fine = row["loss"] is not None and row["loss"] <= limit
        row["keeps_curve"] = _is_own(row, recipe) or fine
    return max(
        (row for row in tried if row["keeps_curve"]),
        key=lambda row: row["images_per_second"],
    )


def _is_own(row: dict[str, Any], recipe: dict[str, Any]) -> bool:
    return all(row[key] == recipe[key] for key in KEYS)


def adopted(best: dict[str, Any], recipe: dict[str, Any]) -> dict[str, Any]:
    """The keys in which the best setting differs from the recipe."""
    return {key: best[key] for key in KEYS if best[key] != recipe[key]}


def table(tried: list[dict[str, Any]], recipe: dict[str, Any]) -> str:
    """Print what was tried, fastest first; `choose` has been here before."""
    own = [row["images_per_second"] for row in tried if _is_own(row, recipe)]
    lines = [
        f"{'precision':<15} {'batch':>6} {'jit':<5} {'images/s':>9} {'ratio':>6} "
        f"{'loss':>9}  keeps the curve"
    ]
    for row in sorted(tried, key=lambda row: -row["images_per_second"]):
        speed, jit = row["images_per_second"], str(row["jit"]).lower()
        loss = "no number" if row["loss"] is None else f"{row['loss']:.4f}"
        keeps = "yes" if row["keeps_curve"] else "no"
        if _is_own(row, recipe):
            keeps = "the recipe's own"
        lines.append(
            f"{row['precision']:<15} {row['batch_size']:>6} {jit:<5} {speed:>9.0f} "
            f"{speed / max(own):>6.2f} {loss:>9}  {keeps}"
        )
    return "\n".join(lines)
