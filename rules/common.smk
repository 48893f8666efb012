"""The checked configuration, and the objects whose methods the other files call.

In: config/config.yaml, what --configfile adds, and config/references.csv. Out: `config`
with every default filled in, wildcard constraints, and one object per subject. Their
methods are the input, params and resource functions of the rules, written and tested in
scripts/galaxybench/workflow.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from galaxybench.config import command_line, configuration, yaml_text
from galaxybench.config import references as reported_figures
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import ENSEMBLE, EXTERNAL, kinds, scheme_of
from galaxybench.records.bytecode import check_by_content
from galaxybench.workflow import environment_variables, partial_pages
from galaxybench.workflow.classify_inputs import ClassifyInputs
from galaxybench.workflow.compare_inputs import CompareInputs
from galaxybench.workflow.cost_groups import CostGroups
from galaxybench.workflow.data_inputs import (
    DatasetInputs,
    source_file,
    source_proofs,
    weights_file,
)
from galaxybench.workflow.lock_hint import lock_hint
from galaxybench.workflow.paths import (
    ENTRY,
    EXPERIMENT,
    FIGURES,
    FIGURES_OF_ALL,
    IMAGES,
    LEDGER,
    LOOK,
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
from galaxybench.workflow.snakemake_internals import (
    Plan,
    config_entries,
    config_files,
    end_on_sigterm,
    merged_config_files,
    refuse_stuck_arrays,
    uses_own_packages,
)
from galaxybench.workflow.software import keras_software
from galaxybench.workflow.split_inputs import SplitInputs
from galaxybench.workflow.target_hint import target_hint
from galaxybench.workflow.targets import (
    TABLE_FORMATS,
    TABLE_NAMES,
    ExperimentResults,
    constraints,
    one_of,
    reserved_names,
    verified_folders,
)
from galaxybench.workflow.tracking import Tracker

BASE = Path(workflow.basedir)

try:
    places = yaml_text.read(merged_config_files(workflow))
    config.update(command_line.typed(config_entries(workflow)))
    reserved = reserved_names(
        BASE / "rules", config.get("experiments") or (), config.get("datasets") or ()
    )
    schema = BASE / "config" / "config.schema.yaml"
    config.update(configuration.resolve(config, schema, reserved, places))
    table = Path(os.path.relpath(BASE / "config" / "references.csv"))
    reported = reported_figures.read(table, config)
except configuration.ConfigError as error:
    raise PlanningError(str(error)) from None

own_packages = uses_own_packages(workflow)
environment_variables.settle(own_packages)

config.update(partial_pages.left_out(config["experiments"]))

# For the command line that the page shows. Not a param of the rule, because an unrelated
# --configfile must not rewrite the page.
config["configfiles"] = config_files(workflow)


wildcard_constraints:
    **constraints(config),


check_by_content(BASE / "scripts")
tracker = Tracker(config, BASE, Plan(workflow))
digest = tracker.digest
KERAS = keras_software(deployed=not own_packages)
datasets = DatasetInputs(config)
splits = SplitInputs(config)
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


def code(*files):
    """The source files of a job. Their digest is a param, so their times do not count."""
    return ancient(tracker.code(*files))


def in_report(path, caption, **labels):
    """An output that `snakemake --report` shows below its experiment."""
    shown = report(
        path,
        caption=f"captions/{caption}.rst",
        category="{experiment}",
        labels=labels,
    )
    # The earlier one stays if its job fails.
    return update(shown)


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
