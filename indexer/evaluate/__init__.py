"""Evaluation: run files, the measures of the field, and runs beside each other."""
