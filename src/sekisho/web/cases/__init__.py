"""Case lists, the case page of any kind, and the form of any step, all from the assessment."""
