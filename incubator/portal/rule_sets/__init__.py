"""The rules that the product works by, for people: read, compared, changed by two, brought out and in."""
