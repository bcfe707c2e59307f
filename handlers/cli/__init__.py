"""The command line: arguments → a service call → text or `--json`. Results alone go to standard output."""
