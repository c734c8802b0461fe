"""The measured figures: JSON files, the only source of the numbers in the prose."""
