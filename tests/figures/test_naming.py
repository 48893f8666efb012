import numpy as np

from galaxybench.figures import naming


def test_a_name_takes_the_first_free_place_and_none_if_it_may_go_without():
    point, size, room = np.zeros(2), np.array([20.0, 8.0]), np.array([-99, -99, 99, 99])
    free = naming.spot(point, size, np.empty((0, 4)), room, must=False)
    assert free.tolist() == [-25, 5, -5, 13]
    taken = np.array([[-99.0, 0, 0, 99]])
    assert naming.spot(point, size, taken, room, must=False)[0] >= -10
    everywhere = np.array([[-99.0, -99, 99, 99]])
    assert naming.spot(point, size, everywhere, room, must=False) is None
    assert naming.spot(point, size, everywhere, room, must=True) is not None
