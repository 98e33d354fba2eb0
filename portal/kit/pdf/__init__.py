"""HTML to PDF with an embedded Thai font and a text layer that reads back exactly.

``fonts`` builds the faces once at set-up, ``document`` renders, ``text_layer`` corrects what a reader copies,
``paper.css`` is how the office's forms look. Called by ``plans.exports`` and by the village sheets.
"""
