"""What stands around every answer, whatever it says.

Who may ask, the headers, tags and compression of an answer, how JSON is written, the log and the
figures for operators. Most modules have ``register(app)``, which :func:`searchapp.create_app` calls
in the order that matters.
"""
