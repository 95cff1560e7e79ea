"""What a visitor sees without an account: the park, its open calls, its house rules, the privacy notice."""
