"""The command line: the commands, what they print, their progress."""
