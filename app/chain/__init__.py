"""A chain as a folder of files, read and loaded."""
