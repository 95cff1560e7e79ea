"""What crosses rooms: the organization's single file, on the screen and as a PDF."""
