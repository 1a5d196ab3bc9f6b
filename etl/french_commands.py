"""What click says by itself (usage, help, mistakes of the command line), in French."""

from __future__ import annotations

import click

from etl.french import typeset

HELP_WORDS = (
    ("Usage:", "Usage :"),
    ("\nOptions:", "\nOptions :"),
    ("\nCommands:", "\nCommandes :"),
    ("Show this message and exit.", "Affiche cette aide."),
    ("[default: ", "[par défaut : "),
)


class FrenchUsageError(click.UsageError):
    """A mistake of the command line, said in French with the usage and the command that says more."""

    def __init__(self, error: click.UsageError) -> None:
        super().__init__(typeset(_sentence(error)), error.ctx)

    def show(self, file: object = None) -> None:  # noqa: ARG002  (always the error output, whatever click names)
        """Print the mistake, after the usage of the command when it is known."""
        if self.ctx is not None:
            usage = self.ctx.get_usage().replace("Usage:", "Usage :", 1)
            click.echo(typeset(f"{usage}\n« {self.ctx.command_path} --help » en dit plus.\n"), err=True)
        click.echo(typeset(f"Erreur : {self.message}"), err=True)


class FrenchCommand(click.Command):
    """A command whose help is in French."""

    def get_help(self, ctx: click.Context) -> str:
        """The help, click's own words in French."""
        return in_french(super().get_help(ctx))


class FrenchGroup(click.Group):
    """A group whose help and mistakes are in French."""

    command_class = FrenchCommand

    def get_help(self, ctx: click.Context) -> str:
        """The help, click's own words in French."""
        return in_french(super().get_help(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what comes before the command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if isinstance(error, click.exceptions.NoArgsIsHelpError):
                raise
            raise FrenchUsageError(error) from error

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a mistake in what follows it is said in French."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise FrenchUsageError(error) from error


def in_french(text: str) -> str:
    """A help page, click's own words in French."""
    for english, french in HELP_WORDS:
        text = text.replace(english, french)
    return text


def _sentence(error: click.UsageError) -> str:
    """What is wrong, what was expected."""
    if isinstance(error, click.NoSuchOption):
        return f"l’option {error.option_name} n’existe pas.{_close(error.possibilities)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"la commande « {error.command_name} » n’existe pas.{_close(error.possibilities)}"
    if isinstance(error, click.BadOptionUsage):
        return f"l’option {error.option_name} attend une valeur."
    if isinstance(error, click.BadParameter):
        return _of_parameter(error)
    return error.format_message()


def _of_parameter(error: click.BadParameter) -> str:
    name = _name(error.param)
    if isinstance(error, click.MissingParameter):
        return f"il manque {name}."
    if error.param is not None and isinstance(error.param.type, click.Path):
        return f"{name} : {_path_fault(error.message)}"
    if error.param is not None and isinstance(error.param.type, click.IntRange):
        kind = error.param.type
        return f"{name} : attendu un nombre entier de {kind.min} à {kind.max}."
    return f"{name} : {error.message}"


def _path_fault(message: str) -> str:
    """Click's sentence about a path, which names it between quotes."""
    path = message.split("'")[1] if message.count("'") > 1 else message
    for end, fault in (
        ("does not exist.", f"« {path} » n’existe pas ; vérifiez le chemin."),
        ("is a directory.", f"« {path} » est un dossier ; donnez un fichier."),
        ("is a file.", f"« {path} » est un fichier ; donnez un dossier."),
        ("is not readable.", f"« {path} » ne peut être lu ; vérifiez ses droits."),
    ):
        if message.endswith(end):
            return fault
    return message


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "un argument"
    return (
        parameter.opts[0]
        if isinstance(parameter, click.Option)
        else parameter.make_metavar(click.get_current_context())
    )


def _close(possibilities: object) -> str:
    """The names that look like the one that was written."""
    names = list(possibilities) if isinstance(possibilities, list | tuple) else []
    return f" Vouliez-vous dire {' ou '.join(names)} ?" if names else ""
