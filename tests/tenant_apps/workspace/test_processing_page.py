"""The records of processing say what the tables hold, and the file says it column by column."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.crypto import register
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import person, signed_in


@pytest.fixture
def rules(tenant_a: TenantRef, client_of: Callable[[TenantRef], Client]) -> Client:
    return signed_in(client_of(tenant_a), person("rules_manager", "r@house.example"))


def test_page_and_file_name_every_personal_column_of_a_marketplace(rules: Client) -> None:
    page = rules.get("/settings/processing/").content.decode()
    told = rules.get("/settings/processing/export/").json()
    columns = {one["column"] for line in told["records"] for one in line["columns"]}
    assert "accounts.User.email" in columns
    assert "tenants.SignUp.admin_email" not in columns
    assert len(columns) == sum(not one.model.startswith(("tenants.", "operators.")) for one in register.personal())
    assert all(column in page for column in columns)


def test_what_is_plain_says_why(rules: Client) -> None:
    told = rules.get("/settings/processing/export/").json()
    plain = [one for line in told["records"] for one in line["columns"] if one["kept"] == "Plain"]
    assert plain
    assert all(one["why_plain"] for one in plain)
