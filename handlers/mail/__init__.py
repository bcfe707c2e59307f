"""The mail channel: notices by e-mail to applicants who chose it."""
