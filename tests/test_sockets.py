"""The guard of the test run itself: nothing leaves this machine, loopback works."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("10.0.0.1", 443)])
def test_a_connection_to_another_machine_is_refused_before_a_packet_leaves(
    address: tuple[str, int], refused_sockets: list[str]
) -> None:
    with socket.socket() as outgoing, pytest.raises(PermissionError, match="do not leave this machine"):
        outgoing.connect(address)
    assert len(refused_sockets) == 1
    refused_sockets.clear()


def test_a_name_is_not_even_looked_up(refused_sockets: list[str]) -> None:
    with pytest.raises(PermissionError, match=r"example\.invalid"):
        socket.getaddrinfo("example.invalid", 443)
    refused_sockets.clear()


def test_a_datagram_to_another_machine_is_refused(refused_sockets: list[str]) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outgoing,
        pytest.raises(PermissionError, match="do not leave this machine"),
    ):
        outgoing.sendto(b"x", ("192.0.2.1", 53))
    refused_sockets.clear()


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        accepted, _ = server.accept()
        with accepted:
            client.sendall(b"here")
            assert accepted.recv(4) == b"here"
