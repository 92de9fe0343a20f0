"""``policygraph serve``: the explorer in the browser."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from pathlib import Path

import click

from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk

PORT = 8712


@make_command("serve")
@workspace_option
@click.option("--host", default="127.0.0.1", show_default=True, help=say("serve.host"))
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help=say("serve.port"))
@click.option("--token", envvar="POLICYGRAPH_TOKEN", help=say("serve.token"))
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help=say("serve.allow_host"))
@click.option("--allow-origin", metavar="ORIGIN", help=say("serve.allow_origin"))
@click.option("--query-seconds", type=click.FloatRange(0.1), default=30, show_default=True, help=say("serve.seconds"))
@click.option("--query-rows", type=click.IntRange(1), default=100_000, show_default=True, help=say("serve.rows"))
@click.option("--query-mb", type=click.IntRange(50), default=1024, show_default=True, help=say("serve.mb"))
@click.option("--read-only", is_flag=True, help=say("serve.read_only"))
def command(
    workspace: Path,
    host: str,
    port: int,
    token: str | None,
    hosts: tuple[str, ...],
    allow_origin: str | None,
    query_seconds: float,
    query_rows: int,
    query_mb: int,
    read_only: bool,
    quiet: bool,
) -> None:
    """Serve the explorer until it is stopped; the help text stands in messages.toml."""
    import uvicorn

    from policygraph.explore.pool import Limits
    from policygraph.explore.site import create_app

    with listening(host, port) as listener:
        app = create_app(
            workspace, lang=language(), token=token or None, read_only=read_only, hosts=hosts,
            limits=Limits(seconds=query_seconds, rows=query_rows, megabytes=query_mb), allow_origin=allow_origin,
        )  # fmt: skip
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3)
        )
        if not token and not is_private(host):
            click.echo(say("serve.open", host=host), err=True)  # --quiet does not silence a warning
        talk(say("serve.ready", address=address(host, listener.getsockname()[1])), quiet=quiet)
        with suppress(KeyboardInterrupt):  # how people stop it
            server.run(sockets=[listener])
    talk(say("serve.stopped"), quiet=quiet)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; the error names who has the port, and the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise click.UsageError(say("serve.taken", host=host, port=port, error=error.strerror or error)) from error
    # asyncio sets it only where it opened the socket; without it, answers wait 40 ms for the visitor's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def is_private(host: str) -> bool:
    """Whether only this machine reaches what listens at `host`.

    >>> [is_private(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "policy.example")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str, port: int) -> str:
    """What to type into the browser.

    >>> address("127.0.0.1", 8712), address("::1", 80)
    ('http://127.0.0.1:8712/', 'http://[::1]:80/')
    """
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
