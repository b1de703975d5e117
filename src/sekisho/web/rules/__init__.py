"""The clause browser: clause, rules, steps, and the official text where the installation has it."""
