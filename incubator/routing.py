"""Which routes are there and who may use them: read off the running application, for list and tests."""

from typing import Any

from flask import Flask

from incubator.kernel import web
from incubator.kernel.access import Permission, Role

NOT_OURS = frozenset({"HEAD", "OPTIONS"})


def list_routes(app: Flask) -> list[dict[str, Any]]:
    """Every endpoint, a `_move` endpoint once per move, in order of name."""
    tables = app.extensions["workflow_by_endpoint"]
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        methods = sorted(set(rule.methods or ()) - NOT_OURS)
        table = tables.get(rule.endpoint)
        for move in table.moves if table is not None else (None,):
            needed = move.permission if move else web.permission_of(app, rule.endpoint)
            rows.append(
                {
                    "endpoint": rule.endpoint,
                    "move": move.name if move else None,
                    "methods": methods,
                    "url": rule.rule,
                    "permission": needed.name,
                    "roles": roles_of(needed),
                }
            )
    return rows


def roles_of(needed: Permission) -> list[str]:
    """The roles of a permission in the order of `Role`; "anonymous" leads when it is public."""
    found = [role.value for role in Role if role in needed.roles]
    return ["anonymous", *found] if needed.public else found
