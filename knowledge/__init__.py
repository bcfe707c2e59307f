"""What the authority has published: interpretations, their index, answers. Knows nothing of cases."""
