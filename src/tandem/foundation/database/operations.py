"""Migration helpers: row-level security, composite foreign keys, functions."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

BRANDS = "(string_to_array(current_setting('tandem.brands', true), ',')::bigint[])"
VENDOR = "nullif(current_setting('tandem.vendor', true), '')::bigint"
PERSON = "nullif(current_setting('tandem.person', true), '')::bigint"


def tenant_policy(table: str, *, extra: str = "", visible: str = "") -> RunSQL:
    """Row-level security for `table`: only rows of the brands in scope; nothing at all outside a scope.

    `extra` narrows the policy further (the vendor wall); `visible` widens what may be read (never written).
    The array form fails closed: an unset or empty setting gives no brand. Scalar subqueries are planned once.
    """
    rule = f"brand_id = ANY ((SELECT {BRANDS})::bigint[])" + (f" AND ({extra})" if extra else "")
    using = f"({rule}) OR ({visible})" if visible else rule
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;CREATE POLICY tenant ON {table} USING ({using}) WITH CHECK ({rule});",
        f"DROP POLICY tenant ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def composite_keys(table: str, **columns: str) -> RunSQL:
    """Real foreign keys (brand_id, column) -> target(brand_id, id): plain foreign keys ignore row-level security.

    Each target table carries UNIQUE (brand_id, id). Deferred, so that rows of one transaction may come in any order.
    """
    forward = "".join(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_same_brand FOREIGN KEY (brand_id, {column})"
        f" REFERENCES {target} (brand_id, id) DEFERRABLE INITIALLY IMMEDIATE;"
        for column, target in columns.items()
    )
    back = "".join(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_same_brand;" for column in columns)
    return RunSQL(forward, back)


def append_only(table: str) -> RunSQL:
    """The application's role may add and read rows of `table`, never change or remove them."""
    return RunSQL(f"REVOKE UPDATE, DELETE ON {table} FROM tandem_app;", f"GRANT UPDATE, DELETE ON {table} TO tandem_app;")


def read_only(table: str) -> RunSQL:
    """The application's role may only read `table`; triggers and functions of the owner write it."""
    return RunSQL(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM tandem_app;", f"GRANT INSERT, UPDATE, DELETE ON {table} TO tandem_app;")


def function(body: str, *, drop: str) -> RunSQL:
    """A function of the owner's; `drop` is its name with argument types, for the way back."""
    return RunSQL(body, f"DROP FUNCTION {drop};")
