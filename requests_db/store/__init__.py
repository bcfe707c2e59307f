"""Tables, repositories and the unit of work: where history is kept. No rule of law lives here."""
