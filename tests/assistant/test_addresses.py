"""Addresses as they are written, compared, and gone to."""

import pytest

from assistant.addresses import from_here, host_in, network_of, own_path, url_at


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:7860"), ("::1", "http://[::1]:7860"), ("office", "http://office:7860")],
)
def test_an_address_is_written_as_a_url(host: str, url: str) -> None:
    assert url_at(host, 7860) == url
    assert host_in(url.removeprefix("http://")) == host


@pytest.mark.parametrize(
    ("bound", "here"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.168.1.5", "192.168.1.5"), ("localhost", "localhost")],
)
def test_this_machine_reaches_what_it_serves(bound: str, here: str) -> None:
    assert from_here(bound) == here


@pytest.mark.parametrize("odd", ["", "[", "[::1", "a]b", "@", ":80"])
def test_what_is_no_host_is_none(odd: str) -> None:
    assert host_in(odd) == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_guesser_with_a_network_of_addresses_is_one_guesser(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("path", ["/", "/?source=甲&block=3", "/a//b", "/a?b=//c"])
def test_a_path_of_ours_stays(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "a",
        "//e.example",
        "/\\e.example",
        "\\\\e.example",
        "https://e.example",
        "/\t/e.example",
        "\n//e.example",
        "/\x00",
        " //e",
    ],
)
def test_a_way_out_leads_home(elsewhere: str) -> None:
    assert own_path(elsewhere) == "/"
