"""Readers and writers of files: each says everything that is wrong with a file at once."""
