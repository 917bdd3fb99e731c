"""Side-by-side benchmarks: `python -m bench [name …]`; results and machine go to docs/benchmarks.md."""
