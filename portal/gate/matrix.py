"""The law as a table that a lawyer can read: acts by roles, printed from the rows."""

from portal.gate.policy import SPOKEN, Act, Law, law


def matrix(told: Law | None = None) -> str:
    """policies/matrix.md, whole. A test compares it with the file."""
    told = told or law()
    lines = ["# Who may do what", "", _intro(), ""]
    for act in Act:
        lines += [
            f"## {act.value.replace('_', ' ').capitalize()}",
            "",
            "| Who | What | Rule | Why |",
        ]
        lines += ["| --- | --- | --- | --- |"]
        for row in told.rows:
            if row.may is act:
                lines.append(f"| {SPOKEN[row.who]} | {row.what} | {row.rule} | {row.why} |")
        lines.append("")
    lines += [
        "## Classes of section",
        "",
        "| Class | Kind | What it holds |",
        "| --- | --- | --- |",
    ]
    for one in told.classes.values():
        lines.append(f"| {one.title} | {one.kind} | {one.why} |")
    return "\n".join(lines) + "\n"


def _intro() -> str:
    return (
        "Printed from roles.csv and classes.csv by `portal matrix`. Whatever no row here allows is "
        'refused, unless a release in force names it. "own" is what the person\'s own body owns, '
        '"authored" what she wrote herself, "keyed" asks for the board\'s signature, "board" '
        "is for those who act for the board, and what the board owns."
    )
