"""How does a person come in: signing in and out, changing the hat, making an account, one-time links."""
