"""Matching by need: place, occupation, livelihood capitals, season and budget → ranked items, each with its reasons.

`need` holds the values, `scoring` the weights and the rules (pure, no database), `candidates` reads the items that may
fit, `wording` says the reasons as sentences. Asked through `knowledge.queries`; explained in `docs/matching.md`.
"""
