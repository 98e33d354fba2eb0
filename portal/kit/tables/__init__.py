"""One description of a table, written the same way to HTML, CSV and XLSX. The caller decides what is in it."""
