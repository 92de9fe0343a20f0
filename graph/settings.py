"""The settings of a workspace: ``workspace.toml``, which people may edit."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.graph.server import Server
from policygraph.schema.errors import WorkspaceError
from policygraph.schema.namespace import DEFAULT_BASE

FILE = "workspace.toml"
FORMAT = 1
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace sets.

    `home` is the place that articles without a place speak for; "" where there is none. `lists` names the files of the
    user's word lists by kind; relative paths are below the workspace. `on_track` and `acceleration` are the paces from
    which a target counts as such, `indicators` tables of indicators that come before the packaged one. `store` is the
    server that holds the graph; None: the embedded store in the workspace's folder.
    """

    base: str = DEFAULT_BASE
    home: str = ""
    profile: str = "default"
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    on_track: float = 0.95
    acceleration: float = 0.6
    indicators: tuple[str, ...] = ()
    store: Server | None = None


def is_workspace(folder: Path) -> bool:
    """Whether there is a workspace in a folder, sound or not."""
    return (folder / FILE).exists()


def read(folder: Path) -> Settings:
    """The settings in a folder; raises `WorkspaceError` for a file that cannot be read or has a wrong value."""
    path = folder / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WorkspaceError(
            f"{str(folder)!r} is no workspace: {FILE} is missing; `policygraph build` makes one"
        ) from error
    except (OSError, ValueError) as error:
        hint = "put the lines of both sections below one" if "twice" in str(error) else "correct it or restore it"
        raise WorkspaceError(f"{str(path)!r} cannot be read: {error}; {hint}") from error
    if table.get("format") != FORMAT:
        raise WorkspaceError(
            f"{str(path)!r}: format is {table.get('format')!r}, and this version reads format {FORMAT}; "
            "use the policygraph that wrote it, or build a new workspace"
        ).because("other_format", path=str(path), found=repr(table.get("format")), known=FORMAT)
    texts = {name: table.get(name, default) for name, default in _defaults().items()}
    on_track, acceleration, tables = _targets(table.get("targets", {}), path)
    settings = Settings(
        **texts,
        lists=_lists(table.get("lists", {}), path),
        on_track=on_track,
        acceleration=acceleration,
        indicators=tables,
        store=Server.of(table.get("store", ""), str(path)),
    )
    for name in _defaults():
        if not isinstance(getattr(settings, name), str):
            raise WorkspaceError(f"{str(path)!r}: {name} must be text in quotation marks")
    return checked(settings, str(path))


def write(folder: Path, settings: Settings) -> None:
    """Write ``workspace.toml`` with a comment for each setting."""
    checked(settings, str(folder / FILE))
    (folder / FILE).write_text(
        "# 工作区设置 / settings of this workspace\n"
        f"format = {FORMAT}\n"
        "# 数据的网址前缀，建好后不要改 / where IRIs of data begin; do not change it later\n"
        f"base = {_quoted(settings.base)}\n"
        "# 没有写明地方的文章所说的“我市” / the place that articles without one speak for\n"
        f"home = {_quoted(settings.home)}\n"
        "# 抽取方式 / how articles are read\n"
        f"profile = {_quoted(settings.profile)}\n"
        '# 图谱存在哪里：空着是本文件夹；或一台 SPARQL 1.1 服务器，如 store = "http://localhost:7878"\n'
        "# 用户名和密码放在环境变量里，不写在这里；见 docs/server.md\n"
        "# where the graph rests: in this folder, or in a SPARQL 1.1 server, a dataset for this workspace alone;\n"
        "# credentials come from the environment, never from here\n"
        + (f"store = {settings.store.setting()}\n" if settings.store else 'store = ""\n')
        + "# 自己的词表（TSV 文件，相对本文件夹）/ word lists of your own (TSV files, relative to this folder):\n"
        "# enterprises programs platforms organizations places industries honours documents units indicators\n"
        '# 例 / such as: enterprises = ["enterprises.tsv"]\n'
        + ("[lists]\n" if settings.lists else "# [lists]\n")  # an empty one would stand against one that people add
        + "".join(f"{kind} = [{', '.join(map(_quoted, files))}]\n" for kind, files in settings.lists)
        + "\n# 进度与时间之比不低于这些数，算“正常”“需加快”\n"
        + "# paces from which targets are on track, or only need acceleration\n"
        + '# indicators = ["plan-indicators.tsv"]  # 自己的指标表 / your own table of indicators\n'
        + f"[targets]\non_track = {settings.on_track}\nacceleration = {settings.acceleration}\n"
        + (f"indicators = [{', '.join(map(_quoted, settings.indicators))}]\n" if settings.indicators else ""),
        encoding="utf-8",
    )


def _lists(table: Any, path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The section ``[lists]``: a file or several by kind of list."""
    found = []
    for kind, files in table.items() if isinstance(table, dict) else [("lists", table)]:
        several = [files] if isinstance(files, str) else files
        if not isinstance(table, dict) or not isinstance(several, list) or not all(isinstance(f, str) for f in several):
            raise WorkspaceError(
                f'{str(path)!r}: [lists] {kind} is {files!r}; write a file name or several: {kind} = ["words.tsv"]'
            )
        found.append((str(kind), tuple(several)))
    return tuple(found)


def _targets(table: Any, path: Path) -> tuple[float, float, tuple[str, ...]]:
    """The section ``[targets]``: two thresholds between 0 and 1, and tables of indicators."""
    values = table if isinstance(table, dict) else {"targets": table}
    on_track, least = values.get("on_track", 0.95), values.get("acceleration", 0.6)
    files = values.get("indicators", [])
    tables = [files] if isinstance(files, str) else files
    numbers = all(isinstance(n, int | float) and not isinstance(n, bool) for n in (on_track, least))
    if not isinstance(table, dict) or not numbers or not 0 < least <= on_track <= 1:
        raise WorkspaceError(
            f"{str(path)!r}: [targets] on_track {on_track!r} and acceleration {least!r} must be numbers with "
            "0 < acceleration <= on_track <= 1"
        )
    if not isinstance(tables, list) or not all(isinstance(f, str) for f in tables):
        raise WorkspaceError(f'{str(path)!r}: [targets] indicators is {files!r}; write file names: ["my.tsv"]')
    return float(on_track), float(least), tuple(tables)


def checked(settings: Settings, where: str) -> Settings:
    """The settings, or `WorkspaceError` where the base is no IRI that data can live below."""
    if not _BASE.fullmatch(settings.base):
        raise WorkspaceError(
            f"{where}: base {settings.base!r} is no web address that ends in / or #; give one such as {DEFAULT_BASE}"
        )
    return settings


def _defaults() -> dict[str, str]:  # of the settings that are text
    default = Settings()
    return {"base": default.base, "home": default.home, "profile": default.profile}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
