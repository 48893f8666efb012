import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from galaxybench.jobs import job_log

PACKAGE = Path(job_log.__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(job_log.__file__).parents[2])}
ENVIRONMENT.pop("PYTHONUNBUFFERED", None)  # it would hide lines that wait in a buffer


def run(code, log, **options):
    start = f"from galaxybench.jobs import job_log\njob_log.start({log!r})\n"
    return subprocess.run(
        [sys.executable, "-c", start + code],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        **options,
    )


SPEAK = """
import logging, os, subprocess, sys, warnings
print("from print")
sys.stderr.write("from stderr\\n")
logging.getLogger("galaxybench.x").info("from logging")
warnings.warn("from warnings")
os.write(1, b"from C, 1\\n")
os.write(2, b"from C, 2\\n")
subprocess.run(["echo", "from a child"])
"""
SAID = [
    "from print",
    "from stderr",
    "INFO galaxybench.x: from logging",
    "WARNING py.warnings: <string>:8: UserWarning: from warnings",
    "from C, 1",
    "from C, 2",
    "from a child",
]


def test_all_goes_to_the_file_and_to_the_terminal_in_order(tmp_path):
    log = tmp_path / "logs" / "train.log"
    done = run(SPEAK, str(log))
    assert done.returncode == 0
    text = log.read_text()
    places = [text.find(words) for words in SAID]
    assert -1 not in places
    assert places == sorted(places)
    assert [done.stdout.find(words) for words in SAID] == places


def test_an_error_shows_its_message_and_the_log_has_the_stack(tmp_path):
    log = tmp_path / "train.log"
    done = run("print('begun')\nraise ValueError('images: got 3, give 4')", str(log))
    assert done.returncode == 1
    assert done.stdout == "begun\nError: images: got 3, give 4\n"
    begun, *stack, last = log.read_text().splitlines()
    assert (begun, last) == ("begun", "Error: images: got 3, give 4")
    assert stack[0] == "Traceback (most recent call last):"


def test_an_error_that_explains_nothing_is_called_unexpected(tmp_path):
    log = tmp_path / "train.log"
    done = run("{}['ra']", str(log))
    assert done.stdout == f"Error: KeyError: 'ra' (unexpected; the stack is in {log})\n"


def test_where_a_library_refuses_an_architecture_its_line_is_named(tmp_path):
    code = """
import numpy
from galaxybench.models import lenet5
lenet5.pad_to = lambda inputs, size: numpy.zeros(2) + numpy.zeros(3)
lenet5.build(None, 10)
"""
    done = run(code, str(tmp_path / "train.log"))
    lines = Path(PACKAGE, "models", "lenet5.py").read_text().splitlines()
    line = 1 + lines.index("    x = pad_to(inputs, 16)")
    said = done.stdout.splitlines()[-1]
    assert said.startswith("Error: operands could not be broadcast together")
    assert said.endswith(f" (lenet5.py, line {line})")


def test_the_log_is_whole_when_the_script_has_ended(tmp_path):
    log = tmp_path / "train.log"
    code = f"""
from galaxybench.jobs import job_log
job_log.TEE = ("sh", "-c", "sleep 0.5; exec tee -a -- $0")
job_log.start({str(log)!r})
print("done")
"""
    command = [sys.executable, "-c", code]
    subprocess.run(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL, check=True)
    assert log.read_text() == "done\n"


def test_a_new_run_starts_a_new_log(tmp_path):
    log = tmp_path / "train.log"
    log.write_text("from another run\n")
    run("print('now')", str(log))
    assert log.read_text() == "now\n"


def test_much_output_arrives_whole(tmp_path):
    log = tmp_path / "train.log"
    run("for i in range(100_000): print(i)", str(log))
    assert log.read_text().splitlines() == [str(i) for i in range(100_000)]


def test_a_line_is_in_the_log_while_the_script_goes_on(tmp_path):
    log = tmp_path / "train.log"
    code = (
        "import time; from galaxybench.jobs import job_log\n"
        f"job_log.start({str(log)!r})\n"
        "print('epoch 1'); time.sleep(60)"
    )
    script = subprocess.Popen(
        [sys.executable, "-c", code],
        env=ENVIRONMENT,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if log.exists() and log.read_text() == "epoch 1\n":
            break
        time.sleep(0.02)
    still_running = script.poll() is None
    script.kill()
    script.wait()
    assert still_running
    assert log.read_text() == "epoch 1\n"


def test_last_words_of_a_crash_are_kept(tmp_path):
    log = tmp_path / "train.log"
    done = run("import faulthandler, os; faulthandler.enable(); os.abort()", str(log))
    assert done.returncode == -signal.SIGABRT
    assert "Fatal Python error: Aborted" in log.read_text()


def test_an_interrupt_of_the_whole_group_leaves_its_traceback(tmp_path):
    log = tmp_path / "train.log"
    # A test run in the background of a shell has its interrupts switched off.
    code = """
import os, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
os.killpg(0, signal.SIGINT)
time.sleep(60)
"""
    run(code, str(log), start_new_session=True)
    assert log.read_text().endswith("KeyboardInterrupt\n")


def test_sigterm_to_every_process_of_the_job_leaves_the_last_words(tmp_path):
    log = tmp_path / "train.log"
    code = """
import os, signal, subprocess, sys, time
print("started")
time.sleep(0.5)  # until sh has become tee
children = f"/proc/self/task/{os.getpid()}/children"
signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped by SIGTERM"))
for pid in [*map(int, open(children).read().split()), os.getpid()]:
    os.kill(pid, signal.SIGTERM)
time.sleep(60)
"""
    run(code, str(log))
    assert log.read_text() == "started\nstopped by SIGTERM\n"


def test_a_child_that_outlives_the_script_does_not_hold_it_up(tmp_path):
    log = tmp_path / "train.log"
    start = time.monotonic()
    code = "import subprocess; subprocess.Popen(['sleep', '8']); print('done')"
    script = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from galaxybench.jobs import job_log\n"
            f"job_log.start({str(log)!r})\n{code}",
        ],
        env=ENVIRONMENT,
        stderr=subprocess.DEVNULL,
    )
    assert script.wait(30) == 0
    assert time.monotonic() - start < 7
    assert log.read_text() == "done\n"


def test_a_name_cannot_control_the_terminal(tmp_path):
    log = tmp_path / "x.log"
    name = "é\\x1b[2J\\r\\x9b\\udcff.png"
    code = f'name = "{name}"; import logging\n'
    code += 'logging.warning("%s is no image", name); raise ValueError(name)'
    done = run(code, str(log))
    shown = "é\\x1b[2J\\x0d\\x9b\\udcff.png"
    assert f"{shown} is no image\n" in done.stdout
    assert done.stdout.endswith(f"\nError: {shown}\n")
    assert f"{shown} is no image\n" in log.read_text()
    assert log.read_text().endswith(f"Error: {shown}\n")
    assert "Traceback" in log.read_text()
