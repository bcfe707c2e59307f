"""Everything that reacts to a stimulus: a message, a browser, a command line, a tick of the clock."""
