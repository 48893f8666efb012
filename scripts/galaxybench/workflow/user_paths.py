"""Paths that the user gives, checked while planning."""

from pathlib import Path

from galaxybench.config.messages import show
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.user_files import expanded, regular


def user_path(key: str, text: str, cure: str, kind: str = "file or folder") -> Path:
    """Return an existing path; a leading ~ stands for the home.

    `key` names it in the configuration, `cure` says what to do if it is missing, and
    `kind` what should be there.

    Raises:
        PlanningError: it does not exist, or the file system refuses its name.
    """
    path = expanded(text)
    try:
        path.stat()
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            reason = f"no such {kind}"
        else:
            reason = getattr(error, "strerror", None) or str(error)
        place = f"{show(text)[1:-1]} (relative to {Path.cwd()})"
        raise PlanningError(f"{key}: {reason}: {place}; {cure}") from None
    return path


def user_file(
    key: str, text: str, cure: str = "correct the path or put the file there"
) -> Path:
    """Return the path of an existing regular file, as `user_path` does.

    Raises:
        PlanningError: there is no such file, or it may not be read to its end, as a
            named pipe.
    """
    path = user_path(key, text, cure, kind="file")
    try:
        regular(path)
    except ValueError as error:
        raise PlanningError(f"{key}: {error}") from None
    return path
