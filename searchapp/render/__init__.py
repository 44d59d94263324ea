"""What the templates walk through: a page of hits or a document -> what a person is shown of it.

Each module makes one thing on a page, the marks, the facets, the chart, with the addresses that
it leads to. Nothing here asks the index, and nothing sets a header.
"""
