"""The situation: what goes on in all cases that a person sees whole, on one sheet."""
