"""What the benchmarks share: image files to train on, processes, and the table."""
