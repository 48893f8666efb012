import os
import signal

import pytest

from galaxybench.jobs.termination import Termination


def test_leaves_where_it_is_good_to_leave(caplog: pytest.LogCaptureFixture) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, Termination() as termination:
        termination.obey()
        os.kill(os.getpid(), signal.SIGTERM)
        assert termination.asked
        termination.obey()
    assert ended.value.code == 143
    assert "continues from there" in caplog.text
    assert signal.getsignal(signal.SIGTERM) == before
