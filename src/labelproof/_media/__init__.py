"""Decoding of media into pixels; text and tables are read elsewhere."""
