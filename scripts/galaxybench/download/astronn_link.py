"""Link a verified file for astroNN's own loaders, to save a second download.

`astroNN.datasets.load_galaxy10()` (DECaLS) and `load_galaxy10sdss()` read
`~/.astroNN/datasets/<file>`, and have no setting for another folder.
"""

import logging
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

FILES = {"galaxy10_sdss": "Galaxy10.h5", "galaxy10_decals": "Galaxy10_DECals.h5"}


def link(source: str, verified_file: Path) -> Path:
    """Link the file under the name that astroNN looks for, and return that path.

    The link is hard where the home folder is on the same file system, and symbolic
    otherwise. The file becomes read-only, because astroNN overwrites a file whose
    checksum it does not expect, and this may be the only copy.

    Raises:
        ValueError: astroNN has no loader for this source.
        FileExistsError: another file is already there; it is left alone.
    """
    if source not in FILES:
        raise ValueError(
            f"astroNN has no loader for the data source '{source}', only for "
            f"{' and '.join(FILES)}: set `astronn_link` to false under `downloads`"
        )
    original = verified_file.resolve(strict=True)
    path = Path("~/.astroNN/datasets").expanduser() / FILES[source]
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
    with suppress(PermissionError):  # another user's file is safe already
        original.chmod(original.stat().st_mode & ~0o222)
    logger.info("%s is linked for astroNN as %s", original, path)
    return path
