"""Floods are slowed by sender; who the sender is comes from trusted proxies alone."""

from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request

from handlers.webchat.faults import ApiFault
from handlers.webchat.limits import Rate, Throttle, sender_address


class Seconds:
    """A clock in the test's hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def is_admitted(throttle: Throttle, sender: str) -> bool:
    try:
        throttle.admit(sender)
    except ApiFault:
        return False
    return True


def test_a_burst_passes_then_the_rate_holds():
    seconds = Seconds()
    throttle = Throttle(Rate(burst=3, per_second=0.5), seconds)
    for _ in range(3):
        throttle.admit("a")

    with pytest.raises(ApiFault) as refused:
        throttle.admit("a")

    assert refused.value.status == 429
    assert refused.value.retry_after_seconds == 2
    assert refused.value.response().headers["Retry-After"] == "2"


def test_waiting_as_told_is_enough():
    seconds = Seconds()
    throttle = Throttle(Rate(burst=1, per_second=0.5), seconds)
    throttle.admit("a")

    seconds.now += 1
    is_early_admitted = is_admitted(throttle, "a")
    seconds.now += 1

    assert (is_early_admitted, is_admitted(throttle, "a")) == (False, True)


def test_senders_do_not_slow_each_other():
    throttle = Throttle(Rate(burst=1, per_second=0.1), Seconds())

    throttle.admit("a")

    assert (is_admitted(throttle, "a"), is_admitted(throttle, "b")) == (False, True)


def asked(forwarded, remote="203.0.113.9"):
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    return request.clone(remote=remote)


def test_a_stranger_cannot_name_another_address():
    assert sender_address(asked("198.51.100.7"), ()) == "203.0.113.9"


def test_a_trusted_proxy_is_believed_about_the_last_hop_only():
    trusted = (ip_network("203.0.113.0/24"),)

    assert sender_address(asked("1.2.3.4, 198.51.100.7"), trusted) == "198.51.100.7"


def test_a_chain_of_trusted_proxies_is_followed_to_the_person():
    trusted = (ip_network("203.0.113.0/24"), ip_network("10.0.0.0/8"))

    assert sender_address(asked("198.51.100.7, 10.0.0.3"), trusted) == "198.51.100.7"
