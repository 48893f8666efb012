"""Where the images of a `catalog` come from, in words for the header of a file."""

import json
from collections.abc import Sequence
from typing import Any

from galaxybench.config.catalog_files import CatalogFiles
from galaxybench.config.cutout_files import OWN
from galaxybench.images import vote_columns
from galaxybench.images.catalog_rows import LeftOut


def known_of(
    own: CatalogFiles, options: dict[str, Any], left_out: Sequence[LeftOut]
) -> dict[str, str]:
    """Say where the images come from, and what was left out of them.

    Args:
        own: the files of the data set.
        options: of the source `catalog`.
        left_out: what was left out.
    """
    known = {"source": "catalog", "table": own.table.name}
    if options["label"] is not None:
        known["label"] = options["label"]
    if options["classes"] is not None:
        known["classes"] = json.dumps(options["classes"], ensure_ascii=False)
    if options["votes"] is not None:
        known[vote_columns.KEY] = json.dumps(options["votes"], ensure_ascii=False)
    if own.images is not None:
        known["images"] = own.images.name
    if options["bits"] is not None:
        known["bits"] = str(options["bits"])
    if own.cutouts:
        given = {"pattern": options["file"], "size": options["size"]}
        given |= {key: options[key] for key in OWN}
        known |= {
            key: json.dumps(value, ensure_ascii=False)
            for key, value in given.items()
            if value != OWN.get(key)
        }
    for left in left_out:
        if left.counts:
            known[left.option] = "; ".join(left.counts)
    return known
