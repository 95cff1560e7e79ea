"""What a person has been told: the messages, read when they are opened."""
