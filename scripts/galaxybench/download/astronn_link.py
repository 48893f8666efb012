"""Show a verified file to astroNN's own loaders, instead of a second download.

`astroNN.datasets.load_galaxy10()` (DECaLS) and `load_galaxy10sdss()` read
`~/.astroNN/datasets/<file>`: a fixed folder in the home, with no setting for another.
"""

import logging
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

FILES = {
    "galaxy10_sdss": "Galaxy10.h5",
    "galaxy10_decals": "Galaxy10_DECals.h5",
}


def link(source: str, verified_file: Path, home: Path | None = None) -> Path:
    """Make the file known to astroNN under the name it looks for.

    A hard link where the home is on the same file system, a symbolic link otherwise.
    The file becomes read-only: astroNN downloads over a file whose checksum it does
    not like, and here that would be the only copy.

    Args:
        source: `galaxy10_sdss` or `galaxy10_decals`.
        verified_file: the file, its checksum already verified.
        home: home folder of the user, by default as astroNN finds it.

    Returns:
        The path of the link.

    Raises:
        ValueError: astroNN has no loader for this source.
        FileExistsError: something else is already there; it is left alone.
    """
    if source not in FILES:
        raise ValueError(
            f"astroNN has no loader for the data source '{source}', only for "
            f"{' and '.join(FILES)}: set `astronn_link` to false under `downloads`"
        )
    original = verified_file.resolve(strict=True)
    path = (home or Path("~").expanduser()) / ".astroNN" / "datasets" / FILES[source]
    if path.exists() and path.samefile(original):
        return path
    if path.exists() or path.is_symlink():
        raise FileExistsError(
            f"{path} is another file than {original}: move it away to link the "
            "verified one there, or set `astronn_link` to false under `downloads`"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.hardlink_to(original)
    except OSError:  # another file system, or one without hard links
        path.symlink_to(original)
    with suppress(PermissionError):  # another user's file is safe from us already
        original.chmod(original.stat().st_mode & ~0o222)
    logger.info("%s is linked for astroNN as %s", original, path)
    return path
