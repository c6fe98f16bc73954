"""The pages of the web edition, one file per kind of page; tools/make_book.py puts them together."""
