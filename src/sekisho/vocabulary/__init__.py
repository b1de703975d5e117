"""Words that every layer shares: bilingual text, findings for people, canonical bytes, ids and times."""
