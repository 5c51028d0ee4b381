"""Write the registry of the reorganisation of 1 July 2025 in Hà Tĩnh, down to its public totals.

Public are the totals: 15 upper-level unions with 1,473 CĐCS and 72,059 members ended; 1,031 of the CĐCS with 34,806 members
ended with them, 442 with 37,253 members moved to new parents. Names, new parents and the share of each unit are invented.
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent
PROVINCE = "ldld-ha-tinh"
UPPER, ENDED, MOVED = 15, (1031, 34_806), (442, 37_253)
NEW_PARENTS = 24
KINDS = (
    "Trường Mầm non",
    "Trường Tiểu học",
    "Trường THCS",
    "Cơ quan xã",
    "Trạm Y tế xã",
    "Công ty TNHH",
    "Hợp tác xã",
    "Công ty CP",
)


def shares(total: int, count: int, least: int) -> list[int]:
    """`count` whole numbers of at least `least`, uneven, that add up to `total`."""
    weights = [1 + (7 * index * index + 3 * index) % 11 for index in range(count)]
    spare = total - least * count
    parts = [least + spare * weight // sum(weights) for weight in weights]
    for index in range(total - sum(parts)):
        parts[index % count] += 1
    return parts


def main() -> None:
    """Write units, events and members before the change."""
    units: list[dict[str, str]] = [{"id": PROVINCE, "name": "LĐLĐ tỉnh Hà Tĩnh", "kind": "province"}]
    events: list[dict[str, str]] = []
    members: list[dict[str, str]] = []
    for number in range(1, UPPER + 1):
        units.append(
            {"id": f"cap-tren-{number:02}", "name": f"Công đoàn cấp trên {number:02}", "kind": "upper", "parent": PROVINCE}
        )
    for number in range(1, NEW_PARENTS + 1):
        name = f"Công đoàn xã, phường {number:02}"
        units.append({"id": f"xa-phuong-{number:02}", "name": name, "kind": "upper", "parent": PROVINCE, "from": "2025-07-01"})
    gone: dict[str, list[str]] = {}
    moves: dict[str, list[str]] = {}
    for kind, (count, people) in (("ket-thuc", ENDED), ("chuyen", MOVED)):
        for index, size in enumerate(shares(people, count, 10)):
            ident = f"cdcs-{kind}-{index + 1:04}"
            parent = f"cap-tren-{index % UPPER + 1:02}"
            name = f"CĐCS {KINDS[index % len(KINDS)]} {'A' if kind == 'chuyen' else 'B'}{index + 1}"
            units.append({"id": ident, "name": name, "parent": parent})
            members.append({"id": ident, "union_members": str(size)})
            after, key = (gone, parent) if kind == "ket-thuc" else (moves, f"xa-phuong-{index % NEW_PARENTS + 1:02}")
            after.setdefault(key, []).append(ident)
    day = "2025-07-01"
    events += [
        {"date": day, "kind": "dissolve", "units": "; ".join(ids), "note": "kết thúc cùng cấp trên"} for ids in gone.values()
    ]
    events += [{"date": day, "kind": "reparent", "units": "; ".join(ids), "parent": parent} for parent, ids in moves.items()]
    upper = "; ".join(f"cap-tren-{number:02}" for number in range(1, UPPER + 1))
    events.append({"date": day, "kind": "dissolve", "units": upper, "note": "kết thúc hoạt động"})
    write("ha-tinh-2025.csv", ("id", "name", "aliases", "kind", "sector", "parent", "from", "to"), units)
    write("ha-tinh-2025.events.csv", ("date", "kind", "units", "into", "name", "parent", "note"), events)
    write("ha-tinh-2025.members.csv", ("id", "union_members"), members)


def write(name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """Write one CSV file, the same bytes on every system."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
