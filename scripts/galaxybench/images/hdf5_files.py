"""HDF5 files: open them, find their data, and say why something cannot be read.

Only the file itself is watched for changes (`config.user_files`), and HDF5 reads data
that are not there as zeros. So all data must have been written, and into this file.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

import h5py

from galaxybench.files import refuse_pointer

GZIP = b"\x1f\x8b"
DAMAGED = "damaged; copy or download it again"
COPY_CURE = (
    "write one file that holds all data, where new[key] = old[key][()] copies a key "
    "with h5py, and set `path` to it"
)
ELSEWHERE = (
    "where changes are not noticed, and HDF5 reads zeros for what is missing: "
    + COPY_CURE
)


@contextmanager
def opened_hdf5(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading, and close it.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not an HDF5 file, or another program writes to it, or it
            turns out to be damaged.
    """
    if not path.exists():
        raise FileNotFoundError(f"no file {path}: correct `path` or put the file there")
    if not path.is_file():
        raise ValueError(f"{path} is not a file: set `path` to an HDF5 file")
    try:
        refuse_pointer(path)
        file = h5py.File(path)
    except (OSError, RuntimeError) as error:
        raise ValueError(
            f"{path} cannot be read as an HDF5 file: {_why_closed(path, error)}"
        ) from error
    with file:
        try:
            yield file
        # What h5py raises wherever a damaged file does not make sense to HDF5.
        except (KeyError, OSError, RuntimeError, TypeError) as error:
            raise ValueError(f"{path} is {DAMAGED} ({error})") from error


def find_dataset(file: h5py.File, key: str, what: str) -> h5py.Dataset:
    """Return the data set under `key`; `what` says in messages what should be there.

    Raises:
        ValueError: there is none, or its data are not all in this file.
    """
    where = f"{file.filename}, key {key!r}"
    try:
        found = file[key] if key else None
        if isinstance(found, h5py.Dataset):
            _ = found.shape, found.dtype  # read now, when an error can name the key
    # A damaged type is a TypeError or ValueError.
    except (KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
        if target := _external_file(file, key):
            raise ValueError(
                f"{where}: the {what} are in {target}, which cannot be opened: put it "
                f"back. Then {COPY_CURE}"
            ) from error
        if _is_listed(file, key):
            raise ValueError(
                f"{where}: the {what} cannot be opened ({error}): the file is damaged, "
                "so copy it again, or correct the link"
            ) from error
        found = None
    if not isinstance(found, h5py.Dataset):
        raise ValueError(
            f"{file.filename} has no {what} under the key {key!r}, only "
            f"{', '.join(map(str, file)) or 'nothing'}: rename the key, or set it in "
            "the options"
        )
    if problem := missing_data(found, file):
        raise ValueError(f"{where}: the {what} {problem}")
    return found


def missing_data(dataset: h5py.Dataset, file: h5py.File) -> str | None:
    """Say what of a data set is not in `file`, and the cure; None if all of it is."""
    if dataset.shape is None:
        return "are empty: write at least one value"
    if not Path(dataset.file.filename).samefile(file.filename):
        return f"are in another file, {dataset.file.filename}, {ELSEWHERE}"
    if dataset.is_virtual:
        return _virtual(dataset, Path(file.filename).parent)
    if dataset.external:
        names = sorted({str(name) for name, *_ in dataset.external})
        return f"are stored outside the file, in {', '.join(names)}, {ELSEWHERE}"
    with reading(dataset):
        stored, needed = _stored_pieces(dataset)
    if stored < needed:
        return (
            f"were never written, or only in part ({stored} of {needed} pieces): HDF5 "
            "would read zeros. Write all of them, also where they are zero"
        )
    return None


@contextmanager
def reading(dataset: h5py.Dataset, which: str = "its values") -> Iterator[None]:
    """Turn the errors of reading `which` part of a data set into a message.

    Raises:
        ValueError: the block raised an error of HDF5; file, key and a cure are named.
    """
    _load_codecs(dataset)
    try:
        yield
    except (OSError, RuntimeError) as error:
        where = f"{dataset.file.filename}, key {dataset.name.lstrip('/')!r}"
        if codecs := _missing_codecs(dataset):
            reason = (
                f"they are compressed with {', '.join(codecs)}, which HDF5 lacks here: "
                "install its codecs with `.venv/bin/pip install hdf5plugin`, and run "
                "the same command again"
            )
        else:
            reason = f"the file is {DAMAGED} ({error})"
        raise ValueError(f"{where}: {which} cannot be read: {reason}") from error


def _why_closed(path: Path, error: OSError) -> str:
    """Say why HDF5 did not open a file, and the cure."""
    if isinstance(error, PermissionError):
        return "permission denied; allow it to be read"
    with path.open("rb") as file:
        start = file.read(12)
    if not start:
        return "it is empty; copy or download it again"
    if start.startswith(GZIP):
        return "it is compressed with gzip; unpack it with gunzip"
    if "truncated" in str(error):
        return f"it was cut, its end is missing; copy or download it again ({error})"
    if "unable to lock" in str(error) or "already open" in str(error):
        return (
            "another program has it open for writing, or did not close it; end that "
            "program, or repair the file with h5clear -s. Where the file system has "
            f"no locks, set HDF5_USE_FILE_LOCKING=BEST_EFFORT ({error})"
        )
    if not h5py.is_hdf5(path):
        return f"it starts with {start!r}; set `path` to an HDF5 file ({error})"
    return f"it is {DAMAGED} ({error})"


def _external_file(file: h5py.File, key: str) -> str | None:
    """Return the file that the first external link on the way to `key` names."""
    names = key.strip("/").split("/")
    for end in range(1, len(names) + 1):
        with suppress(KeyError, OSError, RuntimeError):
            link = file.get("/".join(names[:end]), getlink=True)
            if isinstance(link, h5py.ExternalLink):
                return link.filename
    return None


def _is_listed(file: h5py.File, key: str) -> bool:
    """Whether a link of that name exists, even if it leads to nothing."""
    try:
        return file.get(key, getlink=True) is not None
    except (KeyError, OSError, RuntimeError):
        return False


def _virtual(dataset: h5py.Dataset, folder: Path) -> str:
    sources = sorted({source.file_name for source in dataset.virtual_sources()})
    files = [name for name in sources if name != "."]
    gone = [name for name in files if "%" not in name and not (folder / name).exists()]
    made = f"are a virtual data set, made of {', '.join(files) or 'other data sets'}"
    if gone:
        return (
            f"{made}; missing are {', '.join(gone)}, which HDF5 would read as zeros: "
            f"put back what is missing. Then {COPY_CURE}"
        )
    return f"{made}, {ELSEWHERE}"


def _stored_pieces(dataset: h5py.Dataset) -> tuple[int, int]:
    """Count the chunks that were written, and all of them; (0 or 1, 1) without any."""
    if dataset.size == 0:
        return 0, 0
    if dataset.chunks is None:
        return int(dataset.id.get_storage_size() > 0), 1
    sides = zip(dataset.shape, dataset.chunks, strict=True)
    needed = math.prod(math.ceil(length / step) for length, step in sides)
    return dataset.id.get_num_chunks(), needed


def _filters(dataset: h5py.Dataset) -> list[tuple[int, str]]:
    """List number and name of the filters, such as compression, of a data set."""
    made = dataset.id.get_create_plist()
    found = [made.get_filter(index) for index in range(made.get_nfilters())]
    return [(code, name.decode(errors="replace")) for code, _, _, name in found]


def _missing_codecs(dataset: h5py.Dataset) -> list[str]:
    return [
        f"filter {code} ({name})" if name else f"filter {code}"
        for code, name in _filters(dataset)
        if not h5py.h5z.filter_avail(code)
    ]


def _load_codecs(dataset: h5py.Dataset) -> None:
    """Register the codecs of hdf5plugin, if they are needed and installed."""
    if _missing_codecs(dataset):
        with suppress(ImportError):
            import_module("hdf5plugin")
