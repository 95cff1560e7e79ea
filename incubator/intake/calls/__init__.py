"""What is offered: calls for entry with their window, places, files, questions and rubric; who fits."""
