"""The `tandem` command: each group of commands in its own file, heavy imports inside the commands."""

from __future__ import annotations

import typer

from tandem.cli import api, demo, evaluate, knowledge, learning, reembedding, rules, running, science

app = typer.Typer(
    name="tandem",
    help="Customer service by gig experts, with an AI at every expert's side.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
running.register(app)
api.register(app)
demo.register(app)
knowledge.register(app)
rules.register(app)
learning.register(app)
reembedding.register(app)
evaluate.register(app)
science.register(app)

if __name__ == "__main__":
    app()
