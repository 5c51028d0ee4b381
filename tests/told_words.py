"""Every sentence that readers, workers and the registry of units can put into a note or a refusal, gathered from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HOLE = "7"


def sentences(folder: Path) -> dict[str, str]:
    """Sentence → "file:line"; what is filled in stands as HOLE."""
    found: dict[str, str] = {}
    registry = [folder / "compare" / "registry.py", folder / "compare" / "registry_file.py"]
    for path in [*sorted((folder / "readers").glob("*.py")), folder / "workers.py", *registry]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
        fixed = {target.id: node.value for node in assigned for target in node.targets if isinstance(target, ast.Name)}
        for node in ast.walk(tree):
            for part in _told(node):
                for text in _texts(part, fixed):
                    if " " in text.strip(HOLE + " :;,()"):
                        found.setdefault(text, f"{path.name}:{getattr(part, 'lineno', 0)}")
    return found


def _told(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions of a node that reach the reader of a note or of a refusal."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "Contradiction":
            yield from node.args[1:]
        elif name in {"ReadError", "RegistryError", "Lost"} and node.args:
            yield from node.args if name == "Lost" else node.args[:1]
            yield from (key.value for key in node.keywords if key.arg in {"hint", "reason"})
        elif name == "Failure":
            yield from (key.value for key in node.keywords if key.arg in {"hint", "reason"})
        elif name in {"append", "extend"} and isinstance(node.func, ast.Attribute) and "note" in ast.unparse(node.func.value):
            yield from node.args
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {target.id.lower() for target in targets if isinstance(target, ast.Name)}
        if any(name.strip("_") in {"note", "notes", "rejected", "refused"} for name in names):
            yield node.value


def _texts(node: ast.expr, fixed: dict[str, ast.expr]) -> list[str]:
    """What an expression may come to, as far as the source tells."""
    if isinstance(node, ast.Constant):
        return [node.value.replace("{}", HOLE)] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        whole = [""]
        for piece in node.values:
            choices = [HOLE]
            if isinstance(piece, ast.Constant):
                choices = [str(piece.value)]
            elif isinstance(piece, ast.FormattedValue) and isinstance(piece.value, ast.IfExp):
                choices = _texts(piece.value.body, fixed) + _texts(piece.value.orelse, fixed) or [HOLE]
            whole = [start + choice for start in whole for choice in choices]
        return whole
    if isinstance(node, ast.Name):
        return _texts(fixed[node.id], fixed) if node.id in fixed else []
    if isinstance(node, ast.IfExp):
        return _texts(node.body, fixed) + _texts(node.orelse, fixed)
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in _texts(value, fixed)]
    if isinstance(node, ast.List | ast.Tuple):
        return [text for value in node.elts for text in _texts(value, fixed)]
    if isinstance(node, ast.BinOp):
        return _texts(node.left, fixed) + _texts(node.right, fixed)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "rstrip"}:
        return _texts(node.func.value, fixed)
    return []
