"""The book on paper: one PDF, one EPUB, and sheets to fill in.

What a built page holds becomes still (`drawn`), the pages become chapters of one book whose
links stay inside it (`chapters`), and that is printed (`pdf`) or packed (`epub`).
"""
