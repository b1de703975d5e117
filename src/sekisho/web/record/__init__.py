"""The record: entries of the log, checkpoints, export."""
