"""Reads the text out of files that people upload: PDF and Word (DOCX). Nothing else is tried.

A file may be broken or made to do harm, so it is read in a process apart, with bounds of its own:
`portal.kit.reading.apart.read_apart` is what others call (`search.attachments`).
"""
