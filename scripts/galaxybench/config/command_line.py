"""The values of `--config`, as the user typed them.

Snakemake reads each value as a number, or as YAML, which ends a text at ` #`. So
`images='/data/night #2'` would classify the images of `/data/night`.
"""

from collections.abc import Iterable

from galaxybench.config import yaml_text
from galaxybench.config.messages import ConfigError

TEXTS = ("compared", "images", "model")
"""Keys whose value is always text: it is taken letter by letter."""


def typed(entries: Iterable[str]) -> dict[str, str | None]:
    """Return the keys of TEXTS among entries like `images=/data/night #2`.

    Quotes at both ends are taken off, as Snakemake does. Nothing after the `=` is None.

    Raises:
        ConfigError: a key is given twice, or YAML misreads the value of another key.
    """
    values, mistakes = {}, []
    for entry in entries:
        key, _, value = entry.partition("=")
        if key in values:
            mistakes.append(f"--config {key}: given twice, allowed: once")
        values[key] = value.strip("'\"") or None
        if key not in TEXTS:
            mistakes += yaml_text.check(f"{key}: {values[key] or ''}", "--config")[0]
    if mistakes:
        raise ConfigError.of(mistakes)
    return {key: values[key] for key in TEXTS if key in values}
