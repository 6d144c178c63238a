//! What is wrong with a file that was to be a capture, and where.
