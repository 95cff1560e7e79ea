"""What can be done with places from the command line: found a park, count working days."""

from datetime import datetime

import click
from sqlalchemy.exc import DBAPIError

from incubator.kernel import workdays
from incubator.kernel.access import SYSTEM
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.command import in_app
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal
from incubator.territory import actions
from incubator.territory.rule_changes.cli import rules


@click.group()
def park() -> None:
    """Parks / 园区."""


@park.command("create")
@click.option("--slug", required=True, help="Short name in addresses / 网址代号, e.g. qinghe.")
@click.option("--name", required=True, help="Name of the park / 园区名称.")
@click.option("--region", required=True, help="Division code / 行政区划代码, e.g. 510000.")
@click.option("--region-name", default="", help="Name of a new region / 新建区划的名称.")
@click.option("--operator", default="", help="Operating agency / 运营机构.")
@click.option("--phone", default="", help="Telephone / 联系电话.")
@in_app
def park_create(
    slug: str, name: str, region: str, region_name: str, operator: str, phone: str
) -> None:
    """Open a park in a region / 创建园区."""
    facts = actions.ParkFacts(name=name, slug=slug, operator=operator, phone=phone)
    try:
        with work(by=SYSTEM):
            place = actions.find_or_add_region(region, region_name)
            actions.found_park(facts, region=place, by=SYSTEM)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(f"created / 已创建: /parks/{slug}")


@click.group()
def calendar() -> None:
    """Working days / 工作日."""


@calendar.command("add", context_settings={"ignore_unknown_options": True})
@click.argument("day", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("number", metavar="N", type=int)
@in_app
def calendar_add(day: datetime, number: int) -> None:
    """Print the N-th working day after DATE; DATE does not count / 第 N 个工作日(当日不计)."""
    found = _calendar().add_working_days(day.date(), number)
    if found.provisional:
        click.echo(
            "warning: the holidays of a year in between are not announced yet"
            " / 警告：所跨年份的放假安排尚未公布",
            err=True,
        )
    click.echo(found.date.isoformat())


def _calendar() -> WorkCalendar:
    """The installation's table; before there is a database, the shipped yearly notices."""
    try:
        return workdays.current()
    except DBAPIError:
        return workdays.shipped()


commands: list[click.Command | click.Group] = [park, calendar, rules]
