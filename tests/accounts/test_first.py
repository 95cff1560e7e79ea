"""Smoke on both databases."""

import pytest

from incubator.kernel.access import Role


@pytest.mark.postgres
def test_person_holds_role(build, client_for, client):
    park = build.park()
    user = build.person(Role.OPERATOR, park=park)
    assert [g.role for g in user.active_grants] == [Role.OPERATOR]
    assert client.get("/home").status_code == 303
    assert client.get("/nothing").status_code == 404
    answer = client_for(user).get("/home")
    assert answer.status_code == 200, answer.get_data(as_text=True)
