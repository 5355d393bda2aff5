"""A shorter dump means the same, also with everything that no migration of ours uses yet."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest

from shared_apps.tenancy.schemas import clone, connect, drop, template
from shared_apps.tenancy.schemas.compact import compact, entries
from tests.shared_apps.tenancy.test_clone import differences

RICH = """
CREATE TYPE S.colour AS ENUM ('red', 'green');
CREATE FUNCTION S.touch() RETURNS trigger LANGUAGE plpgsql AS $$
--
-- Name: trap; Type: TABLE; Schema: nowhere; Owner: -
--

BEGIN
    RETURN NEW;
END $$;
CREATE TABLE S.hen (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, egg_id bigint,
    "Odd name" text DEFAULT ', (' NOT NULL);
CREATE TABLE S.egg (id serial PRIMARY KEY, hen_id bigint REFERENCES S.hen (id) DEFERRABLE INITIALLY DEFERRED,
    mother_id integer REFERENCES S.egg (id) ON DELETE CASCADE, paint S.colour, code varchar(9),
    twice integer GENERATED ALWAYS AS (mother_id * 2) STORED, CONSTRAINT egg_code UNIQUE (code) DEFERRABLE,
    CONSTRAINT egg_paint CHECK (paint IN ('red', 'green') OR code LIKE 'CREATE TABLE (%'));
ALTER TABLE S.hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg_id) REFERENCES S.egg (id);
CREATE TABLE S.nest (code varchar(9), name text, span tstzrange, EXCLUDE USING gist (span WITH &&));
CREATE UNIQUE INDEX nest_name ON S.nest (name);
CREATE TABLE S.twig (nest_name text REFERENCES S.nest (name), egg_code varchar(9));
ALTER TABLE S.twig ADD CONSTRAINT twig_nest FOREIGN KEY (nest_name) REFERENCES S.nest (name) NOT VALID;
CREATE TABLE S.flock (id bigint NOT NULL, at date NOT NULL, hen_id bigint REFERENCES S.hen (id), PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE S.flock_2026 PARTITION OF S.flock FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE S.feather (flock_id bigint, at date, FOREIGN KEY (flock_id, at) REFERENCES S.flock (id, at));
CREATE TABLE S."Big Barn" ("Id" integer PRIMARY KEY, kind text);
CREATE TABLE S.small_barn (extra integer) INHERITS (S."Big Barn");
CREATE VIEW S.painted AS SELECT id, code FROM S.egg WHERE paint IS NOT NULL;
CREATE TRIGGER touch BEFORE UPDATE ON S.egg FOR EACH ROW EXECUTE FUNCTION S.touch();
CREATE INDEX egg_half ON S.egg (code) WHERE paint IS NULL;
COMMENT ON TABLE S.nest IS 'where
-- it all begins';
REVOKE UPDATE, DELETE ON S.egg FROM S;
REVOKE ALL ON S.twig FROM S;
GRANT SELECT (egg_code) ON S.twig TO S;
INSERT INTO S.hen (egg_id) VALUES (NULL), (NULL);
INSERT INTO S.egg (hen_id, code) VALUES (1, 'a'), (2, 'b');
UPDATE S.hen SET egg_id = id;
"""


@pytest.fixture
def names(real_commits: None) -> Iterator[tuple[str, str]]:
    one, other = f"tpl_{uuid4().hex[:16]}", f"t_{uuid4().hex}"
    yield one, other
    drop.drop("default", one, one)
    drop.drop("default", other, other)


def test_every_kind_of_object_survives(names: tuple[str, str]) -> None:
    rich, copied = names
    with connect.admin("default") as admin, admin.transaction():
        template._create(admin, rich)
        with connect.as_owner(admin):
            admin.execute("SET LOCAL search_path = extensions")
            admin.execute(re.sub(r"\bS\b", rich, RICH).encode())
    with connect.admin("default") as admin, admin.transaction():
        script = clone._build("default", admin, rich)
        clone.create_role(admin, copied)
        clone._replay(admin, script, copied, copied)
    assert not (found := differences(rich, copied)), "\n".join(found)
    with connect.admin("default") as admin, connect.as_owner(admin):
        rows = admin.execute(f"SELECT h.egg_id, e.code FROM {copied}.egg e JOIN {copied}.hen h ON h.id = e.hen_id")
        assert sorted(rows.fetchall()) == [(1, "a"), (2, "b")]
        nexts = admin.execute(f"INSERT INTO {copied}.egg (code) VALUES ('c') RETURNING id").fetchone()
        assert nexts == (3,)


def test_a_table_is_one_statement_and_a_circle_is_closed_later() -> None:
    def entry(kind: str, text: str) -> str:
        return f"--\n-- Name: x; Type: {kind}; Schema: s; Owner: -\n--\n\n{text}\n\n\n"

    def table(name: str) -> str:
        return entry("TABLE", f"CREATE TABLE s.{name} (\n    id integer NOT NULL,\n    other integer\n);")

    def key(name: str, what: str, kind: str = "CONSTRAINT") -> str:
        return entry(kind, f"ALTER TABLE ONLY s.{name}\n    ADD CONSTRAINT {what};")

    before = entry("SCHEMA", "CREATE SCHEMA s;") + table("a") + table("b")
    after = key("a", "a_pk PRIMARY KEY (id)") + key("b", "b_pk PRIMARY KEY (id)")
    after += key("a", "a_b FOREIGN KEY (other) REFERENCES s.b(id)", "FK CONSTRAINT")
    after += "".join(entry("ACL", f"GRANT SELECT,INSERT ON TABLE s.{name} TO r;") for name in "ab")
    first, last = compact(before, after, [])
    assert first.index("CREATE TABLE s.b") < first.index("CREATE TABLE s.a")
    assert "REFERENCES" in first
    assert last == "GRANT SELECT,INSERT ON TABLE s.a, s.b TO r;"

    circle = after + key("b", "b_a FOREIGN KEY (other) REFERENCES s.a(id)", "FK CONSTRAINT")
    first, last = compact(before, circle, [])
    assert (first + last).count("FOREIGN KEY") == 2 and last.count("FOREIGN KEY") == 1

    first, last = compact(before, after, ["s.a"])
    assert "FOREIGN KEY" not in first and "FOREIGN KEY" in last


def test_text_that_is_no_entry_is_kept() -> None:
    assert [entry.raw for entry in entries("SELECT 1;\n")] == ["SELECT 1;\n"]
    assert entries("") == []
