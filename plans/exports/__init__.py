"""What is written on paper and in files. `form_rows` is the one source of every table."""
