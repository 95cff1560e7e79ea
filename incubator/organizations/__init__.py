"""Who belongs to the park: organizations, registered or not, and what is known of them."""
