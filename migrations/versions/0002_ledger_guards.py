"""The ledger can be inserted into and nothing else, whoever asks the database."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("ledger_entry", "ledger_checkpoint", "ledger_cover", "policy_snapshot")

SQLITE_REFUSES = """
create trigger {table}_no_{verb} before {verb} on {table}
begin select raise(abort, 'the ledger is never changed'); end
"""
SQLITE_ONCE = """
create trigger {table}_once before insert on {table}
when exists (select 1 from {table} where {same})
begin select raise(abort, 'the ledger is never changed'); end
"""
KEYS = {
    "ledger_entry": ("stream", "seq"),
    "ledger_checkpoint": ("number",),
    "ledger_cover": ("number", "stream"),
    "policy_snapshot": ("domain", "version"),
    "ledger_head": ("stream",),
}
"""SQLite replaces a row (insert or replace) without asking the triggers on delete."""

SQLITE_FORWARD = """
create trigger ledger_head_forward before update on ledger_head
when new.seq < old.seq or new.covered < old.covered or new.stream <> old.stream
  or new.blind <> old.blind
begin select raise(abort, 'the ledger only moves forward'); end
"""
POSTGRESQL_REFUSE = """
create function ledger_never_changes() returns trigger language plpgsql as $$
begin raise exception 'the ledger is never changed'; end $$
"""
POSTGRESQL_FORWARD = """
create function ledger_moves_forward() returns trigger language plpgsql as $$
begin
  if new.seq < old.seq or new.covered < old.covered or new.stream <> old.stream
    or new.blind <> old.blind then
    raise exception 'the ledger only moves forward';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            op.execute(SQLITE_REFUSES.format(table=table, verb="update"))
            op.execute(SQLITE_REFUSES.format(table=table, verb="delete"))
        op.execute(SQLITE_REFUSES.format(table="ledger_head", verb="delete"))
        op.execute(SQLITE_FORWARD)
        for table, keys in KEYS.items():
            same = " and ".join(f"{key} = new.{key}" for key in keys)
            op.execute(SQLITE_ONCE.format(table=table, same=same))
        return
    op.execute(POSTGRESQL_REFUSE)
    op.execute(POSTGRESQL_FORWARD)
    for table in WRITTEN_ONCE:
        op.execute(
            f"create trigger {table}_never before update or delete on {table}"
            " for each row execute function ledger_never_changes()"
        )
    for table in (*WRITTEN_ONCE, "ledger_head"):
        op.execute(
            f"create trigger {table}_whole before truncate on {table}"
            " for each statement execute function ledger_never_changes()"
        )
    op.execute(
        "create trigger ledger_head_stays before delete on ledger_head"
        " for each row execute function ledger_never_changes()"
    )
    op.execute(
        "create trigger ledger_head_forward before update on ledger_head"
        " for each row execute function ledger_moves_forward()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            op.execute(f"drop trigger {table}_no_update")
            op.execute(f"drop trigger {table}_no_delete")
        op.execute("drop trigger ledger_head_no_delete")
        for table in KEYS:
            op.execute(f"drop trigger {table}_once")
        op.execute("drop trigger ledger_head_forward")
        return
    op.execute("drop function ledger_never_changes() cascade")
    op.execute("drop function ledger_moves_forward() cascade")
