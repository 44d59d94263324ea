"""Tests of the sources: files of every format, made on the spot."""
