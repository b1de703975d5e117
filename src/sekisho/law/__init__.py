"""The rule language and the packs: what a step needs, who may take it, which duties it opens, and why."""
