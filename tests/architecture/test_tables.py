"""The literal tables of config: every event followed or declared silent, every path leads somewhere."""

import importlib
import inspect

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from tandem.config.subscriptions import SILENT, SUBSCRIPTIONS, SWEEPS
from tandem.config.topics import TOPICS
from tandem.foundation.events.kinds import KINDS
from tests.architecture.house import module_of, python

HANDLERS = sorted({path for handlers in SUBSCRIPTIONS.values() for path in handlers})


@pytest.fixture(scope="module")
def kinds():
    """Every kind of event of the house, whether or not anything has imported it yet."""
    for path in python("domain", "foundation"):
        if path.stem == "events":
            importlib.import_module(module_of(path))
    return {name for name, kind in KINDS.items() if kind.__module__.startswith("tandem.")}


def test_every_kind_is_followed_or_declared_silent_and_not_both(kinds):
    assert sorted(kinds - set(SUBSCRIPTIONS) - set(SILENT)) == []
    assert sorted(set(SUBSCRIPTIONS) & set(SILENT)) == []


def test_nothing_follows_a_kind_that_does_not_exist(kinds):
    assert sorted((set(SUBSCRIPTIONS) | set(SILENT)) - kinds) == []
    assert len(SILENT) == len(set(SILENT))


@pytest.mark.parametrize("path", [*HANDLERS, *SWEEPS])
def test_every_handler_and_sweep_can_be_called(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("path", HANDLERS)
def test_a_handler_takes_the_event_alone(path):
    needed = [
        parameter
        for parameter in inspect.signature(import_string(path)).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    assert len(needed) == 1


@pytest.mark.parametrize("path", SWEEPS)
def test_a_sweep_needs_nothing(path):
    parameters = inspect.signature(import_string(path)).parameters.values()
    assert [one.name for one in parameters if one.default is one.empty] == []


@pytest.mark.parametrize("path", sorted(TOPICS.values()))
def test_every_gate_takes_who_listens_and_the_rest_of_the_topic(path):
    assert len(inspect.signature(import_string(path)).parameters) == 2


def test_every_topic_of_an_event_has_a_gate(kinds):
    prefixes = {topic.partition(":")[0] for name in kinds for topic in KINDS[name].topics}
    assert sorted(prefixes - set(TOPICS)) == []


def test_settings_name_the_tables():
    assert import_string(settings.TANDEM_SUBSCRIPTIONS) is SUBSCRIPTIONS
    assert import_string(settings.TANDEM_SWEEPS) is SWEEPS
    assert import_string(settings.TANDEM_TOPICS) is TOPICS
