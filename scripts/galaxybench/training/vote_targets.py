"""What a recipe's loss of votes takes in place of one-hot labels."""

from pathlib import Path

import numpy as np

from galaxybench.images import vote_columns
from galaxybench.images.fits import read_catalog, read_provenance


def targets(path: Path, votes: str) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Read the targets of the images in a FITS file.

    Args:
        path: written by `fits.write_cube`.
        votes: the recipe's `loss.votes`.

    Returns:
        (n, classes) float32 fractions of the votes, or numbers of votes for
        dirichlet_multinomial; and (n,) float32 weights of the images with the mean 1,
        for multinomial. None in place of what is not needed.

    Raises:
        ValueError: the file has no such votes.
    """
    if votes == "none":
        return None, None
    catalog, known = read_catalog(path), read_provenance(path)
    shares = vote_columns.shares_of(catalog, known)
    counts = vote_columns.counts_of(catalog, known)
    if shares is None or (counts is None and votes != "cross_entropy"):
        lacks = "votes" if shares is None else "numbers of votes"
        raise ValueError(
            f"recipe key 'loss.votes': got {votes}, but {path} has no {lacks}"
        )
    if votes == "dirichlet_multinomial":
        return (shares * counts[:, None]).astype(np.float32), None
    if votes == "multinomial":
        return shares.astype(np.float32), (counts / counts.mean()).astype(np.float32)
    return shares.astype(np.float32), None
