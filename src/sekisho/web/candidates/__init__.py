"""Campaign candidates with their five elements and what links them."""
