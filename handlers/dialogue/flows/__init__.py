"""The conversations we can hold, one module each; `take` answers what was said, `begin…` opens the flow."""
