"""How does somebody's own calendar learn of due dates: a private address that can be taken back."""
