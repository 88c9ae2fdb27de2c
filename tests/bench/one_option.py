"""The yardstick of start-up: a Typer program with one option and nothing to do, made as lean as this one is."""

import typer

application = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@application.command()
def main(weight: str = typer.Option("70kg", "--weight")) -> None:
    typer.echo(weight)


if __name__ == "__main__":
    application()
