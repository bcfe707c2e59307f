"""What the law says and what has been done: statute as data, the store, the use cases."""
