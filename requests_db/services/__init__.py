"""The use cases, one function per verb. Rules come from `statute`, rows from `store`."""
