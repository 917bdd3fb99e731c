"""The worked examples in the docstrings of workforce science hold."""

import doctest
import importlib
import pkgutil

import pytest

import tandem.core.kit as kit
import tandem.core.orchestration as orchestration

MODULES = [module.name for package in (kit, orchestration) for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
