"""The checked configuration, and the objects whose methods the other files call.

In: config/config.yaml, what --configfile adds, and config/references.csv. Out: `config`
with every default filled in, wildcard constraints, and one object per subject. Their
methods are the input, params and resource functions of the rules, written and tested in
scripts/galaxybench/workflow.
"""

import functools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from snakemake.exceptions import WorkflowError

# Appended, so that a script called `predict` never shadows a library.
sys.path.append(str(Path(workflow.basedir) / "scripts"))

from galaxybench.config import configuration
from galaxybench.config import references as reported_figures
from galaxybench.config.runs import ENSEMBLE, EXTERNAL, kinds, scheme_of, split_options
from galaxybench.workflow import partial_pages
from galaxybench.workflow.classify_inputs import ClassifyInputs
from galaxybench.workflow.code_inputs import code_files
from galaxybench.workflow.compare_inputs import CompareInputs
from galaxybench.workflow.cost_groups import CostGroups
from galaxybench.workflow.data_inputs import (
    DatasetInputs,
    source_file,
    source_proofs,
    weights_file,
)
from galaxybench.workflow.paths import (
    ENTRY,
    EXPERIMENT,
    FIGURES,
    FIGURES_OF_ALL,
    IMAGES,
    PREPARED,
    PROBE,
    RUN,
    SPLIT,
    TABLES,
    TRIED,
)
from galaxybench.workflow.report_inputs import (
    FORMATS,
    FigureInputs,
    ReportInputs,
    page_templates,
    report_labels,
)
from galaxybench.workflow.requests import (
    PREDICT_FIRST,
    TRAINING_THREADS,
    Requests,
    light,
)
from galaxybench.workflow.row_inputs import EntryInputs, RowInputs
from galaxybench.workflow.run_inputs import RunInputs
from galaxybench.workflow.snakemake_internals import config_files, refuse_stuck_arrays
from galaxybench.workflow.targets import (
    TABLE_FORMATS,
    TABLE_NAMES,
    ExperimentResults,
    constraints,
    one_of,
    reserved_names,
)

BASE = Path(workflow.basedir)

try:
    reserved = reserved_names(BASE / "rules", config.get("experiments") or ())
    schema = BASE / "config" / "config.schema.yaml"
    config.update(configuration.resolve(config, schema, reserved=reserved))
    table = Path(os.path.relpath(BASE / "config" / "references.csv"))
    reported = reported_figures.read(table, config)
except configuration.ConfigError as error:
    # `from None`: the user sees the messages without a traceback.
    raise WorkflowError(str(error)) from None

config.update(partial_pages.left_out(config["experiments"]))

# For the command line that the page shows. Not a param of the rule, because an unrelated
# --configfile must not rewrite the page.
config["configfiles"] = config_files(workflow)


wildcard_constraints:
    **constraints(config),


code = functools.partial(code_files, config, BASE)
datasets = DatasetInputs(config)
runs = RunInputs(config)
entries = EntryInputs(config)
rows = RowInputs(config)
figures = FigureInputs(config)
pages = ReportInputs(config, reported)
results = ExperimentResults(config, reported)
costs = CostGroups(config)
classified = ClassifyInputs(config)
compared = CompareInputs(config)
requests = Requests(config)


def in_report(path, caption, **labels):
    """An output that `snakemake --report` shows below its experiment."""
    return report(
        path,
        caption=f"captions/{caption}.rst",
        category="{experiment}",
        labels=labels,
    )


def figure_files(name, folder=FIGURES):
    """The outputs of every figure rule: the figure, and the numbers behind it."""
    return {
        kind: in_report(
            f"{folder}/{name}.{kind}",
            name,
            **report_labels(folder, kind, figure=name),
        )
        for kind in FORMATS
    }


def table_files(folder, *names):
    """The outputs of a rule that writes tables into a folder."""
    return {
        f"{name}_{kind}": in_report(
            f"{folder}/{name}.{kind}",
            "tables",
            **report_labels(folder, kind, table=name),
        )
        for name in names
        for kind in TABLE_FORMATS
    }
