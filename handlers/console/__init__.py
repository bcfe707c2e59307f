"""The staff desk and the supervisor's board: server-rendered pages under /staff."""
