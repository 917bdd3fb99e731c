"""Counter-based random numbers: draw i of stream s under a seed is always the same number.

That is what common random numbers need: two policies see the same contact with the same patience,
whatever order they serve it in. The mixer is SplitMix64 (Steele, Lea, Flood 2014, OOPSLA, "Fast
splittable pseudorandom number generators"), which passes BigCrush.
"""

import numpy as np

from tandem.core.kit.compiled import compiled

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53


@compiled
def mixed(value: np.uint64) -> np.uint64:
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * _MIX_A
    value = (value ^ (value >> np.uint64(27))) * _MIX_B
    return value ^ (value >> np.uint64(31))


@compiled
def stream_key(seed: int, stream: int) -> np.uint64:
    """The key of one stream of numbers under a seed."""
    return mixed(mixed(np.uint64(seed) + _GOLDEN) + np.uint64(stream) * _GOLDEN)


@compiled
def uniform(key: np.uint64, index: int) -> float:
    """Draw number `index` of a stream, in the open interval (0, 1)."""
    bits = mixed(key + np.uint64(index) * _GOLDEN)
    return (float(bits >> np.uint64(11)) + 0.5) * _TO_UNIT


@compiled
def exponential(key: np.uint64, index: int) -> float:
    """Draw number `index` of a stream, exponential with mean one."""
    return float(-np.log(uniform(key, index)))


@compiled
def normal(key: np.uint64, index: int) -> float:
    """Draw number `index` of a stream, standard normal (Box and Muller 1958)."""
    radius = np.sqrt(-2.0 * np.log(uniform(key, 2 * index)))
    return float(radius * np.cos(2.0 * np.pi * uniform(key, 2 * index + 1)))
