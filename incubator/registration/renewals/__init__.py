"""What is renewed by a procedure: a new case that takes over what was answered the last time."""
