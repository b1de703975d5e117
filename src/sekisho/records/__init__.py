"""Models, migrations, append-only triggers and read models: the only place that knows the tables."""
