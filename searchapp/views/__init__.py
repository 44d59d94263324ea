"""The addresses of the web: pages for people, an API for programs, health for operators."""

from searchapp.views import api, health, machines, pages, preferences

BLUEPRINTS = tuple(each.blueprint for each in (pages, preferences, api, machines, health))
"""All of them."""
