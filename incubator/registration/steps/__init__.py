"""One station of a case: what is filled in, handed over, checked and confirmed."""
