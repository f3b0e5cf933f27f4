"""What a column can hold. A column that is in none of the lists fails the build.

sealed: words or personal data, opened by the gate alone. blind: a keyed digest of personal data.
secret: a digest of something that lets somebody in. link: an id. code: a word of the portal's own.
public: plain by decision, no person's. moment, count: as they say. wrapped: keys under a key.
policy, ledger: rows of the gate's own that hold ids and codes only.
"""

ROW = {"id": "link", "review_id": "link", "owner_id": "link", "row_version": "count"}
"""What every row that the gate guards begins with."""


class Columns(dict[str, str]):
    def table(self, name_: str, **columns: str) -> None:
        self.update({f"{name_}.{column}": kind for column, kind in columns.items()})
