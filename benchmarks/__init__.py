"""Speed and quality, measured. Nothing here is a test."""
