"""What may everybody do with the own account: data, password, sessions, consents, export."""
