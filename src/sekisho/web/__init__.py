"""Pages: one folder per area of use. They ask operations to act and records' read models to show, nothing else."""
