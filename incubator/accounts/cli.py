"""What can be done with people from the command line: make an account, check the audit."""

import sys

import click
from flask import current_app

from incubator.accounts import actions
from incubator.accounts.models import LinkPurpose
from incubator.accounts.rules import check_password, is_long, is_name, needs_place, normal_name
from incubator.kernel import audit
from incubator.kernel.access import SYSTEM, Anchor, Role
from incubator.kernel.command import in_app
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.territory.queries import find_region, get_park


@click.group()
def user() -> None:
    """People and their roles / 用户与角色."""


@user.command("create")
@click.option("--login", required=True, help="Mobile number or e-mail / 手机号码或电子邮箱.")
@click.option("--name", required=True, help="The person's name / 姓名.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Role / 角色.")
@click.option("--park", help="Slug of the park, for park roles / 园区代号(园区角色).")
@click.option("--region", help="Division code, for bureau roles / 行政区划代码(民政局角色).")
@click.option(
    "--link", is_flag=True, help="Print a one-time link, ask no password / 生成一次性链接."
)
@in_app
def user_create(
    login: str,
    name: str,
    role: str | None,
    park: str | None,
    region: str | None,
    link: bool,  # noqa: FBT001 a click flag
) -> None:
    """Make an account, with a role if given / 创建用户(可同时授予角色).

    The password is asked at the terminal or read from standard input / 密码在终端输入或从标准输入读取.
    """
    try:
        _create(login, name, Role(role) if role else None, _place(role, park, region), link=link)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message) or "not found") from refusal


def _place(role: str | None, park: str | None, region: str | None) -> actions.Place:
    """The place that the role needs; a role of an organization comes by invitation only."""
    anchor = needs_place(Role(role)) if role else Anchor.PERSON
    if anchor is Anchor.PARK:
        if not park:
            raise click.UsageError("this role needs --park / 该角色须指定 --park")
        return actions.Place(park_id=get_park(park).id)
    if anchor is Anchor.REGION:
        found = find_region(region or "")
        if found is None:
            raise click.UsageError("this role needs --region CODE / 该角色须指定 --region")
        return actions.Place(region_id=found.id)
    if anchor is Anchor.ORGANIZATION:
        raise click.UsageError("leaders and members are invited by page / 组织成员请在页面邀请")
    return actions.Place()


def _create(login: str, name: str, role: Role | None, place: actions.Place, *, link: bool) -> None:
    if not is_name(normal_name(login)):
        raise click.UsageError("--login must be a mobile number or an e-mail address / 登录名无效")
    password = "" if link else _password()
    if password:
        check_password(password, roles=frozenset({role} if role else ()), names=(login, name))
    stored = actions.hash_password(password) if password else ""
    token = ""
    with work(by=SYSTEM):
        facts = actions.NewUser(
            normal_name(login), name, stored, has_long_password=is_long(password)
        )
        row = actions.create_user(facts)
        if role is not None and role is not Role.APPLICANT:
            actions.grant(row, role, place, by=SYSTEM)
        if link:
            token = actions.issue_link(LinkPurpose.SET_UP, row, by=SYSTEM)
    click.echo(f"created / 已创建: {normal_name(login)}")
    if token:
        click.echo(f"{current_app.config['SETTINGS'].url}/links/{token}")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    answer: str = click.prompt("Password / 密码", hide_input=True, confirmation_prompt=True)
    return answer


@click.group("audit")
def audit_group() -> None:
    """The audit / 审计."""


@audit_group.command("verify")
@in_app
def audit_verify() -> None:
    """Walk the whole chain and name every fault / 校验审计链."""
    count = 0
    for fault in audit.verify(db.session()):
        count += 1
        click.echo(f"row {fault.seq}: {fault.what}")
    head = db.session.get(audit.AuditHead, 1)
    total = head.seq if head else 0
    if count:
        click.echo(f"audit: {count} faults in {total} rows / 审计链有 {count} 处异常", err=True)
        raise SystemExit(1)
    click.echo(f"audit: {total} rows, sound / 审计链完整，共 {total} 条")


commands: list[click.Command | click.Group] = [user, audit_group]
