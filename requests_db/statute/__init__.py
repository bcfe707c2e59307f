"""The single place for rules of law: pure values and functions, standard library only."""
