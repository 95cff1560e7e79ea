"""How are staff and accounts managed: roles within one's own reach, shut accounts, sign-in links."""
