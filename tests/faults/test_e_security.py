"""The lines of docs/security.md that no other file of rows holds.

What is not trusted is made to do harm; each row then looks for the harm.
"""

import io
import os
import pickle
import tarfile
import zipfile

import h5py
import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube

HARM = "harm"
"""A file that appears only if something of the attacker's was run."""


class Harmful:
    """Runs a command when it is unpickled."""

    def __reduce__(self):
        return os.system, (f"touch {HARM}",)


# Model files


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Two saved models: an honest one, and one with a Lambda layer."""
    import keras

    folder, found = tmp_path_factory.mktemp("models"), {}
    inputs = keras.Input((4, 4, 3))
    flat = keras.layers.Flatten()(inputs)
    # The code of a lambda is a part of the file.
    harmful = keras.layers.Lambda(
        lambda x: (__import__("os").system("touch harm"), x)[1], output_shape=(48,)
    )(flat)
    for name, last in {"honest": flat, "lambda": harmful}.items():
        model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(last))
        model.save(folder / f"{name}.keras")
        found[name] = (folder / f"{name}.keras").read_bytes()
    return found


def rezipped(content, change, extra=None):
    """A model file whose members went through `change(name, content)`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
            for name, more in (extra or {}).items():
                new.writestr(name, more)
    return file.getvalue()


def same(name, content):
    return content


def of_module(name, content):
    """The last layer is a function of Python's own modules."""
    if name != "config.json":
        return content
    text = content.replace(b'"module": "keras.layers", "class_name": "Dense"', b"MARK")
    assert text != content
    harm = b'"module": "os", "class_name": "system"'
    return text.replace(b"MARK", harm)


def elsewhere(name, content):
    """The weights lie in another file of this machine."""
    if not name.endswith(".h5"):
        return content
    file = io.BytesIO(content)
    with h5py.File(file, "r+") as weights:
        kernel = weights["layers/dense/vars"]
        del kernel["0"]
        external = [("/etc/passwd", 0, 48 * 3 * 4)]
        kernel.create_dataset("0", (48, 3), np.float32, external=external)
    return file.getvalue()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda models: models["lambda"], "Lambda"),
        (lambda models: rezipped(models["honest"], of_module), "system"),
        (lambda models: rezipped(models["honest"], elsewhere), "external"),
        (lambda models: pickle.dumps(Harmful()), "is not a .keras file"),
        (
            lambda models: rezipped(models["honest"], same, {"zeros": bytes(3 << 29)}),
            "it would unpack to",
        ),
    ],
    ids=["lambda", "os.system", "external weights", "pickle", "bomb"],
)
def test_a_model_file_runs_nothing(classify, models, damage, says):
    file = classify.folder / "m.keras"
    file.write_bytes(damage(models))
    classify.refused("m.keras", says)
    assert not (classify.folder / HARM).exists()
    file.write_bytes(models["honest"])
    classify.passes()


def test_names_inside_a_model_file_lead_nowhere(classify, models):
    extra = {"../../harm": b"x", f"{classify.folder}/harm": b"x", "assets/harm": b"x"}
    content = rezipped(models["honest"], same, extra)
    (classify.folder / "m.keras").write_bytes(content)
    classify.passes()
    assert not list(classify.folder.parent.parent.rglob(HARM))


# Archives and arrays


def test_names_inside_an_archive_lead_nowhere(job):
    """A tar archive is read, never unpacked."""
    case = job(
        "import_dataset",
        input={"files": [], "code": []},
        output={"images": "images.fits", "summary": "dataset.json"},
        params={
            "dataset": {
                "source": "cifar100",
                "options": {"path": "c.tar.gz", "labels": "coarse"},
                "selection": {},
            },
            "local": None,
        },
    )
    outside = case.folder.parent / HARM
    records = np.random.default_rng(0).integers(0, 20, (40, 3074), np.uint8)

    def add(archive, name, content=b"", link=None):
        member = tarfile.TarInfo(name)
        member.size = len(content)
        if link:
            member.type, member.linkname = tarfile.SYMTYPE, link
        archive.addfile(member, io.BytesIO(content))

    for good in (False, True):
        with tarfile.open(case.folder / "c.tar.gz", "w:gz") as archive:
            add(archive, f"../{HARM}", b"x")
            add(archive, str(outside), b"x")
            add(archive, "link/train.bin", link="/etc/passwd")
            if good:
                for name in ("train.bin", "test.bin"):
                    add(archive, f"cifar-100-binary/{name}", records.tobytes())
        case.passes() if good else case.refused("c.tar.gz", "train.bin")
    assert not outside.exists() and not (case.folder / HARM).exists()


def test_an_array_file_runs_nothing(job):
    names = {"dataset": "sky", "split": "part", "recipe": "short", "model": "dense"}
    case = job(
        "plot_gradcam",
        input={"maps": ["gradcam.npz"], "test": "test.fits", "code": []},
        output={kind: f"gradcam.{kind}" for kind in ("png", "pdf", "csv")},
        params={"names": [names | {"seed": 0}]},
    )
    images = np.zeros((6, 4, 4, 3), np.uint8)
    write_cube(
        case.folder / "test.fits",
        [images],
        images.shape,
        np.arange(6) % 2,
        Table({"source_index": np.arange(6)}),
        ["a", "b"],
        {},
    )
    array = np.array([Harmful()], object)
    np.savez(case.folder / "gradcam.npz", maps=array, allow_pickle=True)
    case.refused("gradcam.npz", "allow_pickle=False", "delete it and run")
    assert not (case.folder / HARM).exists()


# The configuration is trusted, but YAML is data


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        (f"object/apply:os.system ['touch {HARM}']", "is not valid JSON or YAML"),
        (f"object/new:os.system ['touch {HARM}']", "is not valid JSON or YAML"),
        ("name:os.system", "python/name:os.system"),
    ],
)
def test_yaml_runs_nothing(planned, tag, says):
    case = planned(f"run: !!python/{tag}")
    case.refused(says)
    assert not (case.folder / HARM).exists()
    case.mended().passes()


@pytest.mark.parametrize(
    "text",
    [
        "__use_yte__: true\nrun:\n  - ?'ti' + 'ny'\n",
        "<<: {__use_yte__: true}\nrun: [tiny]\n",
    ],
)
def test_a_template_is_refused_though_too_late(planned, text):
    case = planned(text)
    says = "__use_yte__: makes the file a program", "(changes.yaml, line 1)"
    case.refused(*says, "Remove the key")
    case.mended().passes()


# Locks


def test_gpu_slots_are_never_in_a_folder_of_another_user(job, tmp_path):
    """Everybody may write to /tmp, and the name of the folder can be foreseen."""
    shared, victim = tmp_path / "tmp", tmp_path / "victim"
    shared.mkdir(mode=0o777)
    victim.mkdir(mode=0o755)
    folder = shared / f"galaxybench-gpus-{os.getuid()}"
    folder.symlink_to(victim)
    case = job(
        "train_model",
        fresh=True,
        input={"code": []},
        output={"model": "model.keras"},
        resources={"gpu": 1},
        environment={"TMPDIR": str(shared), "CUDA_VISIBLE_DEVICES": "0"},
    )
    case.refused(str(folder), "is a link, no folder, or of another user", "set TMPDIR")
    assert list(victim.iterdir()) == []
    assert victim.stat().st_mode & 0o777 == 0o755
    folder.unlink()
    case.run()
    assert folder.stat().st_mode & 0o7777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
