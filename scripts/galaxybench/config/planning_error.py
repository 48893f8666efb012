"""The end of planning where the user has made a mistake: a message, and no stack."""

from galaxybench.logins import hidden_in


class PlanningError(SystemExit):
    """What is wrong, and what to change. Snakemake ends with this message and status 1.

    Snakemake prints where other exceptions of an input or params function were raised,
    and if the outputs of the job exist already, it goes on with them. It lets
    `SystemExit` pass.
    """

    def __init__(self, message: str) -> None:
        """Keep the message, without passwords of addresses."""
        super().__init__(hidden_in(message))
