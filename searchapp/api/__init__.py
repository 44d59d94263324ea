"""What programs are promised: parameters, shapes of answers, cursors, their description, feeds.

The views that keep the promise are :mod:`searchapp.views.api` and
:mod:`searchapp.views.machines`; what pages take as well is in :mod:`searchapp.params`.
"""
