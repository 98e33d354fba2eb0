"""How well and how fast the product's search finds, engine by engine; `manage.py search_benchmark` is the command."""
