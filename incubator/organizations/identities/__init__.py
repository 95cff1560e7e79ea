"""Identity documents of the people of an organization: sealed, shown masked, opened with a reason."""
