"""What can be done in this room from the command line."""

import click

commands: list[click.Command] = []
