"""What ends when: one page of every end date within reach."""
