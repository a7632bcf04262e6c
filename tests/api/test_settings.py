"""What the environment may decide."""

import pytest

from riskservice.settings import InvalidSettings, Settings, from_environment


def test_by_default_only_this_machine_is_served() -> None:
    found = from_environment({})
    assert found == Settings(host="127.0.0.1", port=8080, max_body=1_048_576, log_level="info")
    assert found.loopback


def test_every_setting_is_read_and_nothing_else() -> None:
    found = from_environment(
        {
            "RISKSERVICE_HOST": "0.0.0.0",  # noqa: S104
            "RISKSERVICE_PORT": " 9090 ",
            "RISKSERVICE_MAX_BODY": "2048",
            "RISKSERVICE_LOG_LEVEL": "WARNING",
            "RISKSERVICE_SERVICE_HOST": "x",
            "PORT": "1",
        }
    )
    assert found == Settings(host="0.0.0.0", port=9090, max_body=2048, log_level="warning")  # noqa: S104
    assert not found.loopback


def test_every_fault_is_reported_at_once_with_the_way_out() -> None:
    with pytest.raises(InvalidSettings) as caught:
        from_environment(
            {
                "RISKSERVICE_HOST": "",
                "RISKSERVICE_PORT": "tcp://10.0.0.1:8080",
                "RISKSERVICE_MAX_BODY": "1",
                "RISKSERVICE_LOG_LEVEL": "loud",
            }
        )
    faults = {fault.pointer: fault for fault in caught.value.faults}
    assert list(faults) == [
        "RISKSERVICE_HOST",
        "RISKSERVICE_PORT",
        "RISKSERVICE_MAX_BODY",
        "RISKSERVICE_LOG_LEVEL",
    ]
    assert "service links" in faults["RISKSERVICE_PORT"].way_out
    assert faults["RISKSERVICE_LOG_LEVEL"].value == "loud"


@pytest.mark.parametrize("port", ["0", "65536", "80.5", "-1", "true", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(InvalidSettings):
        from_environment({"RISKSERVICE_PORT": port})


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKSERVICE_PORT", "8081")
    assert from_environment().port == 8081
