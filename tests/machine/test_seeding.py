import subprocess
import sys

from tests.helpers.training_setup import ROOT

CODE = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
from galaxybench.machine import backends
from galaxybench.machine import seeding
threads = int(sys.argv[2])
backends.limit_threads(threads)
import keras, numpy as np, tensorflow as tf
assert tf.config.threading.get_intra_op_parallelism_threads() == threads
seeding.seed_everything(5)
first = keras.layers.Dense(4)
first.build((None, 3))
draw = keras.random.uniform((3,))
seeding.seed_everything(5)
second = keras.layers.Dense(4)
second.build((None, 3))
assert (np.asarray(first.kernel) == np.asarray(second.kernel)).all()
assert (np.asarray(draw) == np.asarray(keras.random.uniform((3,)))).all()

a = tf.random.normal((1200, 1200))
a @ a
wall, processor = time.perf_counter(), time.process_time()
for _ in range(15):
    a @ a
used = (time.process_time() - processor) / (time.perf_counter() - wall)
assert used < threads + 0.2, used
"""


def test_seeds_all_and_keeps_to_its_threads() -> None:
    path = str(ROOT / "scripts")
    subprocess.run([sys.executable, "-c", CODE, path, "1"], check=True)
