"""The addresses of the web: pages for people, an API for programs, health for operators."""
